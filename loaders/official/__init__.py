"""Official files added to the release that ships: fetched, recognised by content, read, built (`docs/official.md`)."""

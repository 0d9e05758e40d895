"""From files to an edition: one taken (`taking`, `places`, `contents`), all gathered (`gathering`), then `build`."""

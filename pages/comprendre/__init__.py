"""Pages that explain the data."""

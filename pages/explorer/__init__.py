"""Pages that show territories."""

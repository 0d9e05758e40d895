"""What the API answers, before any server: from named parameters to tables, outlines, and their bytes."""

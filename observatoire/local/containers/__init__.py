"""The forms in which visitors bring tables: delimited texts, XLSX, ODS; each bounded before it is read."""

"""The formats of a table: CSV, XLSX, ODS, Parquet."""

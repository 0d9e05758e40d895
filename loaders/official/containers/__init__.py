"""The forms in which producers publish tables (delimited texts, workbooks, Parquet), and bounds that none exceeds."""

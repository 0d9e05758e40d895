"""Reports: headings, texts, drawings and tables as data, and their documents."""

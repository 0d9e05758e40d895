"""What people read of a survey: words, tables, files; in French."""

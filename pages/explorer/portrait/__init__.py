"""Portrait, and the parts that only it draws."""

"""Publication, and the parts that only it draws."""

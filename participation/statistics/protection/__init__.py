"""What a publication withholds, and whether it can be found again."""

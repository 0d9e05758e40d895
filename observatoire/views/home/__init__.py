"""What the home page offers beside its search: a place chosen on a map, or in a list."""

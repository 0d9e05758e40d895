"""What peers explain, and what the map adds to it."""

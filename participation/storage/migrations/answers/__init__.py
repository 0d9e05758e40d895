"""Steps of the database of answers."""

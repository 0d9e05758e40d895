"""Steps of the database of the vault."""

"""Carte, and the parts that only it draws."""

"""Territories, their names, members, outlines and borders."""

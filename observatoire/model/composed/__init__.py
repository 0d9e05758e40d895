"""Territories made of others: their identifiers, their names, what they are, the file that keeps one."""

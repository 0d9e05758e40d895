"""Local data: a council's own figures and places, read from bytes that a visitor brings, never from a path."""

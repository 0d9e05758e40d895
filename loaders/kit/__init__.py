"""The offline kit: what it is built of, what it says, what starts it."""

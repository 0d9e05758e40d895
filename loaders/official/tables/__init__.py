"""Tables as producers lay them out."""

"""Tables to take away, before any format: what they hold and what they say of themselves."""

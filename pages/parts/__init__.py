"""Parts that two pages or more draw."""

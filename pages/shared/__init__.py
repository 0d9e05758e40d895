"""Parts that every page shares."""

"""Local data as a reader sees them: what is said of them, their own map, never among what is official."""

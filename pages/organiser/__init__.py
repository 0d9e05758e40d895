"""Pages of those who organise surveys, registered only where participation is on."""

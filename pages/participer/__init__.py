"""Pages of those who answer surveys, registered only where participation is on."""

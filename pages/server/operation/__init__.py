"""What an operator needs of a running server: figures to watch, a stop that loses nothing."""

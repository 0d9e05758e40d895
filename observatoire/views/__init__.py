"""What a reader sees: words, charts, maps."""

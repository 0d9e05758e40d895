"""What a visitor is looking at (the URL), and what all visitors share (the caches)."""

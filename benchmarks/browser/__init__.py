"""What a browser feels: Chromium is driven, and real clicks are made on maps."""

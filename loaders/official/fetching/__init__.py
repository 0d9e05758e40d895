"""Fetching from producers: where the latest file is (`resolving`), bringing it (`transfer`), judging it (`fetch`)."""

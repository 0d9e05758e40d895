"""Where marks go: windows, positions, labels. No drawing library here."""

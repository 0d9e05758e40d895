"""What several readers of INSEE share: its wide tables, and the zonings that its table of membership holds."""

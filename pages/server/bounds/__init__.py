"""What one visitor, or one address, may hold of the server: files sent, connections, lines of the log."""

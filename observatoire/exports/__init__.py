"""What leaves the screen: tables, pictures, documents, each with its source."""

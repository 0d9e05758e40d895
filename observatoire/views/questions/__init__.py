"""The view of Questions."""

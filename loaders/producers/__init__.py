"""One module a producer's file: how it is read, and what it becomes."""

"""What the address of a page asks of it: read and checked once, for the page, its presentation and its frame."""

"""A workshop: the views that a room looks at, their notes and estimates, and the link and file that hold them."""

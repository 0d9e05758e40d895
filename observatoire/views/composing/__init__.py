"""What is seen of a territory that is being composed: its shape, its figures, what was pasted, what a browser keeps."""

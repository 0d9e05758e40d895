"""Charts, strips and QR codes as pictures."""

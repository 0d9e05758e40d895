"""The views of a workshop: figures shown large, estimates, ready-made sequences, the guide."""

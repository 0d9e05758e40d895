"""The view of Pairs: who the peers are, and why."""

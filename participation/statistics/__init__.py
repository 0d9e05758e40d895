"""What answers say of all collectivités: weights, estimates with their range, protection of small groups."""

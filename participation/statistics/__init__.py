"""What answers say of all collectivités: weights, and estimates with their range."""

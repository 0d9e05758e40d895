"""What lies in folders beside the edition: earlier editions, what an operator installed."""

"""What only Starlette sees: addresses, headers, memory."""

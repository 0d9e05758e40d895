"""French words: places, numbers, units, states, whole sentences. No drawing, no markup."""

"""Many people answering at once, what a kill costs, a whole campaign: on SQLite and on PostgreSQL."""

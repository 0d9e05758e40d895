"""What official files add to an edition: the tables that the store reads beside those that ship, their contracts."""

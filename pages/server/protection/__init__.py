"""What keeps visitors safe from each other, from other sites, and from what the machine lacks."""

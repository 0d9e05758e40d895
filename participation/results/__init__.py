"""From submitted answers to tables that may be published: declared, protected together, frozen."""

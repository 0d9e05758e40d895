"""HTML blocks that several views share: tables, cards, strips."""

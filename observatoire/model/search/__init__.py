"""From what people type to territories and indicators: names, codes, places, citizens' words, identifiers."""

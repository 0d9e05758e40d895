"""What every drawing looks like: colours, signs, style sheets."""

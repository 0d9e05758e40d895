"""What an organiser reads of a campaign: its form before it opens, who takes part, what will be told, codes to send."""

"""Files of producers made up at full size: written by `writing`, of one table (`layouts`) or of several (`books`)."""

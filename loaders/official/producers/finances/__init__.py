"""Files on the finances of collectivités and their taxes."""

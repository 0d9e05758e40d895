"""Files of Insee: every set of Melodi, the older tables that people still have, zonings, unemployment by zone."""

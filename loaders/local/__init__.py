"""Local data that an operator installs for all visitors."""

"""Commands that print figures of speed and memory; never part of the tests."""

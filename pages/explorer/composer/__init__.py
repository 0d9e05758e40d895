"""Composer un territoire, and the parts that only it draws."""

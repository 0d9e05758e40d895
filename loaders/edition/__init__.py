"""The edition once it is prepared, before it ships and after.

- `check`: whether it may ship (`published.toml`: what it must agree with);
- `diff`: what it changes, for a person to read;
- `archive`: packing it, and installing an earlier one.
"""

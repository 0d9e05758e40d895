"""Signing in by the one password: served only where participation is on, and the operator set one."""

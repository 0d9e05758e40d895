"""Invitations, and the parts that only it draws."""

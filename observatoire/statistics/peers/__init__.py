"""Peers: whom a place is compared with, how they are found, why they resemble it."""

"""Locking and unlocking: each act with its audit entry."""

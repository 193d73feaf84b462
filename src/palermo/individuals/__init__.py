"""Persons: one human being, one individual, however many missions helped."""

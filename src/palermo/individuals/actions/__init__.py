"""Writes about identities, one a file."""

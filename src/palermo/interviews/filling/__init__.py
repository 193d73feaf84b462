"""Filling forms in the browser, with or without a network."""

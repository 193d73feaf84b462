"""Filters for the tables."""

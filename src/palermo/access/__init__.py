"""Organisations, missions, the people who sign in, and the gate that every object about a person passes."""

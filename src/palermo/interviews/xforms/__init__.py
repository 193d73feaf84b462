"""Reads compiled forms and filled ones, and checks a filled one against its form."""

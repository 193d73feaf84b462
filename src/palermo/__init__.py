"""Palermo: casework, statistics and release for people who protect and assist trafficked persons."""

__version__ = "0.1.0"

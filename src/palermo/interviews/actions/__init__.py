"""Writes: one a file, each behind the gate and on record."""

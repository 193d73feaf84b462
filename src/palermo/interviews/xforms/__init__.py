"""Compiled forms and what devices send of them: read, checked again, computed again. Knows no database."""

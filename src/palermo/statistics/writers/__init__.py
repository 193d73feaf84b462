"""Puts answers on disk: one writer per format, all of the same tables, none with a number of its own."""

"""Pages about interviews that were received."""

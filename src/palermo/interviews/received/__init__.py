"""Pages about interviews that have arrived."""

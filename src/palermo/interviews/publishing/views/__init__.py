"""Pages about forms. Each works without script."""

"""What changes how an account signs in: one write per file, recorded with the act."""

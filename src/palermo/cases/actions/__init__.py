"""What changes cases: one write per file, each naming its actor."""

"""What changes organisations, missions and accounts: one write per file, each naming its actor."""

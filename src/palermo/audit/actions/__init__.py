"""What is done to the audit itself, each act on record in it."""

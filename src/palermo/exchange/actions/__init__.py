"""What moves records in and out: one act per file, each naming its actor."""

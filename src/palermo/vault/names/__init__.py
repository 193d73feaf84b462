"""Names in any script: how they are heard, and the keyed tokens under which they are found again."""

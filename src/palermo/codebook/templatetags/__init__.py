"""Words for the codebook's own codes."""

"""Consent that the software enforces: the rule, and the one gate that whatever leaves must pass (decision 0010)."""

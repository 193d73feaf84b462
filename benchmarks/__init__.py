"""Measurements: speed, memory and accuracy, each beside a peer or a limit in the same run. Never a test."""

"""The interface that ODK Collect speaks."""

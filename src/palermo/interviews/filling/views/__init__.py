"""Pages and addresses of filling forms on devices."""

"""Publishing forms: the instance's own, what a mission adds to them, and other people's."""

"""The devices that fill forms for a mission."""

"""Receives interviews, whatever sent them."""

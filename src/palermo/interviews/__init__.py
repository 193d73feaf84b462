"""Interviews: forms, submissions, and the way from answers to variables."""

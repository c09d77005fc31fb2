"""Searches that people keep, and telling them of what is new for these."""

"""Copies and their sources: what is there already, what changed since, and who made what of it."""

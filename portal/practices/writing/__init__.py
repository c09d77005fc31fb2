"""Saving what a form sent: field by field, onto the newest version."""

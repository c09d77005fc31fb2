"""Telling how alike practices are."""

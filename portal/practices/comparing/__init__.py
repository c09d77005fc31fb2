"""Telling two versions of a practice apart, as plain functions of their words."""

"""Asking people which of two prisons is more like theirs, to test the weights."""

"""Keeping what tells who a person is from being published."""

"""The versions of a practice: listing, comparing and using one again."""

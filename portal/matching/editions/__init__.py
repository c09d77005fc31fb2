"""The lists of similar prisons as they were published, and what has changed since."""

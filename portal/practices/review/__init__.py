"""The way to readers: sent for review, answered, published, and looked at again in a year."""

"""Taking in many practices at once: the starter library, the examples, and files of lines."""

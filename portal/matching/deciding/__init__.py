"""Where the next weights are set, beside what people and earlier rounds said about these."""

"""Documents for people who work with paper and Word: reading them in, and handing them out."""

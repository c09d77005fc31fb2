"""The ESW Practice Exchange: prisons share, copy and find peer mentoring practice."""

__version__ = "0.1.0"

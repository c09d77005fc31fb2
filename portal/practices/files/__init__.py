"""The files that practices carry."""

"""Sending e-mail, or keeping it in the data folder until a mail server is set."""

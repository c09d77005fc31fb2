"""The e-mails about practices."""

"""Sending mail; where no mail server is set, messages become files to look at."""

from portal.mail.sending import send, send_in_background

__all__ = ["send", "send_in_background"]

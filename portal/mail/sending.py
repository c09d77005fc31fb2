"""Handing one plain-text message to the mail server."""

import logging
import os
import secrets
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from threading import Thread
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from portal import clock
from portal.config import Settings

log = logging.getLogger(__name__)

TIMEOUT = 10  # seconds
# Links must not be broken over two lines.
POLICY = SMTP.clone(max_line_length=900)


def send(to: str, subject: str, body: str) -> bool:
    """Send one message and tell whether it went; a failure is logged, never raised.

    Without PORTAL_MAIL_URL the message becomes a file in the folder `mail` of the data folder.
    """
    return _send(_settings(), to, subject, body)


def send_in_background(to: str, subject: str, body: str) -> Thread:
    """Send one message as `send` does, without letting the reader wait for the mail server."""
    thread = Thread(target=_send, args=(_settings(), to, subject, body), name="mail")
    thread.start()
    return thread


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _send(settings: Settings, to: str, subject: str, body: str) -> bool:
    try:
        message = _message(settings.mail_from, to, subject, body)
        if settings.mail_url:
            _deliver(urlsplit(settings.mail_url), message)
        else:
            _keep(settings, message)
    except (OSError, ValueError):  # smtplib's and ssl's errors are OSErrors
        # Not the body: it may hold a link that lets somebody in.
        log.exception("a message could not be sent")
        return False
    return True


def _message(sender: str, to: str, subject: str, body: str) -> EmailMessage:
    """Build the message. Raises ValueError for a line break where a header would end."""
    message = EmailMessage(policy=POLICY)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip("> "))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def _deliver(server: SplitResult, message: EmailMessage) -> None:
    host, verified = server.hostname or "", ssl.create_default_context()
    if server.scheme == "smtps":
        with smtplib.SMTP_SSL(host, server.port or 465, timeout=TIMEOUT, context=verified) as smtp:
            _hand_over(smtp, server, message)
        return
    with smtplib.SMTP(host, server.port or 25, timeout=TIMEOUT) as smtp:
        smtp.ehlo()
        if smtp.has_extn("starttls"):
            smtp.starttls(context=verified)
        elif server.username:
            raise smtplib.SMTPNotSupportedError(
                "no password goes over a line that is not encrypted"
            )
        _hand_over(smtp, server, message)


def _hand_over(smtp: smtplib.SMTP, server: SplitResult, message: EmailMessage) -> None:
    if server.username:
        smtp.login(unquote(server.username), unquote(server.password or ""))
    smtp.send_message(message)


def _keep(settings: Settings, message: EmailMessage) -> None:
    """Write the message where only this account can read it."""
    folder = settings.data / "mail"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{clock.now():%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.eml"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(message.as_bytes())
    log.info("no mail server is set; the message is in %s", path)

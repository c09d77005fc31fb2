"""Random secrets, and what is kept of them."""

import hmac
import secrets
from hashlib import sha256

from flask import current_app


def new_secret() -> str:
    """Make a secret past guessing, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Give what may be kept of a random secret: 64 hexadecimal digits."""
    return sha256(secret.encode()).hexdigest()


def keyed_digest(text: str) -> str:
    """Give what may be kept of a guessable text: only who has the portal's key can redo it."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, text.encode(), sha256).hexdigest()

"""Setting a new password with a link from an e-mail."""

import hmac

from flask import current_app
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from portal import clock, mail
from portal.accounts import messages, throttle
from portal.accounts.digests import digest
from portal.accounts.models import User
from portal.accounts.queries import person_by_email, person_by_number
from portal.accounts.services import set_password
from portal.errors import NotFound

LIFETIME = 3600  # seconds
DEED = "reset"
BAD_LINK = "This link has expired or was used. Ask for a new one on the sign-in page."


def request_reset(email: str, *, address: str) -> None:
    """Send a reset link to whoever has this e-mail address; from outside all cases look alike.

    Raises TooManyTries.
    """
    throttle.spend(DEED, email.strip().lower(), address)
    user = person_by_email(email)
    if user:
        # In the background: waiting for the mail server would tell that the account exists.
        mail.send_in_background(user.email, *messages.reset(reset_token(user)))


def reset_token(user: User) -> str:
    """Make the secret part of a reset link: good for an hour and until the password changes."""
    return str(_serializer().dumps([user.id, digest(user.session_key)]))


def person_for_reset(token: str) -> User:
    """Find whose reset link this is. Raises NotFound where it no longer works."""
    try:
        number, key_digest = _serializer().loads(token, max_age=LIFETIME)
    except BadData as error:
        raise NotFound(BAD_LINK) from error
    user = person_by_number(number)
    if user is None or not hmac.compare_digest(digest(user.session_key), key_digest):
        raise NotFound(BAD_LINK)
    return user


def reset_password(token: str, password: str) -> User:
    """Set a new password with a reset link. Raises NotFound and Invalid."""
    return set_password(person_for_reset(token), password, deed="password.reset")


class _Signer(TimestampSigner):
    """Sign with the time of the portal's clock."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        current_app.config["SECRET_KEY"], salt="reset-link", signer=_Signer
    )

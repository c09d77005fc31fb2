"""Hashing passwords, and the rule for choosing one.

Parameters: OWASP Password Storage Cheat Sheet, Argon2id. The rule: NCSC, "Password administration
for system owners" (length and a deny list instead of composition rules).
"""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200

COMMON = frozenset(
    {
        "000000000000",
        "111111111111",
        "123456123456",
        "123456789012",
        "1234567890123",
        "1q2w3e4r5t6y",
        "abcdefghijkl",
        "administrator",
        "adminadminadmin",
        "changemechangeme",
        "correcthorsebatterystaple",
        "iloveyouiloveyou",
        "letmeinletmein",
        "mentoringmentoring",
        "password1234",
        "password12345",
        "password123456",
        "passwordpassword",
        "peermentoring",
        "practiceexchange",
        "qwerty123456",
        "qwertyqwerty",
        "qwertyuiop123",
        "qwertyuiopasdf",
        "welcome12345",
        "welcomewelcome",
    }
)

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def hashed(password: str) -> str:
    """Hash a password with the parameters of today."""
    return _hasher.hash(_normal(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is right; None for the hash (nobody) takes as long and is never."""
    known = password_hash is not None and len(password) <= LONGEST
    try:
        _hasher.verify(
            password_hash if known and password_hash else _nobodys(), _normal(password[:LONGEST])
        )
    except (VerificationError, InvalidHashError):
        return False
    return known


def is_outdated(password_hash: str) -> bool:
    """Tell whether the hash was made with other parameters than those of today."""
    return _hasher.check_needs_rehash(password_hash)


def problem(password: str, *, email: str, name: str) -> str:
    """Say what is wrong with a new password, in words for its owner; nothing where it is good."""
    if not password:
        return "Enter a password"
    if len(password) < SHORTEST:
        return f"Password must have {SHORTEST} characters or more"
    if len(password) > LONGEST:
        return f"Password must have {LONGEST} characters or fewer"
    folded = _folded(password)
    if folded in {_folded(email), _folded(name)}:
        return "Password must not be your name or email address"
    if folded in COMMON or len(set(folded)) == 1:
        return "Choose a password that is harder to guess, such as three random words"
    return ""


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")


def _normal(password: str) -> str:
    """Make the same password of the same keys on every computer (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _folded(text: str) -> str:
    return "".join(_normal(text).casefold().split())

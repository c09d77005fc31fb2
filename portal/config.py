"""Settings, read from the environment once and checked before anything starts.

Every setting is a field of `Settings`; its environment variable is `PORTAL_` and the field's name
in capitals. docs/operations.md lists them all, and a test holds the two together.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environs import Env
from marshmallow import ValidationError
from marshmallow.validate import OneOf, Range

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parent

# Secrets that stand in examples and tutorials: no protection at all.
KNOWN_SECRETS = frozenset({"secret", "changeme", "change-me", "dev", "development", "default"})
SHORTEST_SECRET = 32
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingsError(Exception):
    """List every setting that is wrong, each in one line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Hold every setting of the portal, already checked.

    Attributes are documented, with their defaults, in docs/operations.md.
    """

    environment: str
    data: Path
    search_index: Path
    assets: Path
    database_url: str
    secret_key: str
    demo: bool
    debug: bool
    secure_cookies: bool
    trusted_proxies: int
    public_url: str
    mail_url: str
    mail_from: str
    session_hours: int
    invitation_days: int
    log_level: str

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read and check the settings.

        `environ` stands in for the process environment (tests). Raises SettingsError with every
        problem at once. Creates the data folder and, outside production, a secret of its own.
        """
        values = _read(os.environ if environ is None else environ)
        problems = _problems(values)
        if problems:
            raise SettingsError(problems)
        if not values["secret_key"]:
            values["secret_key"] = _local_secret(values["data"])
        return cls(**values)

    def flask_config(self) -> dict[str, Any]:
        """Translate the settings into the names that Flask and its extensions read."""
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "DEBUG": self.debug,
            "DATABASE_URL": self.database_url,
            "SESSION_COOKIE_SECURE": self.secure_cookies,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": self.session_hours * 3600,
            "SESSION_REFRESH_EACH_REQUEST": False,
            "WTF_CSRF_TIME_LIMIT": None,  # a page left open for a day still saves
            "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        }


def _read(environ: Mapping[str, str]) -> dict[str, Any]:
    env = Env(eager=False, prefix="PORTAL_")
    with _environment(environ):
        data = Path(env.str("DATA", "var")).absolute()
        environment = env.str("ENVIRONMENT", "local", validate=OneOf(["local", "production"]))
        production = environment == "production"
        values = {
            "environment": environment,
            "data": data,
            "search_index": Path(env.str("SEARCH_INDEX", "search_index")).absolute(),
            "assets": Path(env.str("ASSETS", "") or data / "assets").absolute(),
            "database_url": env.str("DATABASE_URL", "") or f"sqlite:///{data / 'portal.sqlite3'}",
            "secret_key": env.str("SECRET_KEY", ""),
            "demo": env.bool("DEMO", not production),
            "debug": env.bool("DEBUG", False),
            "secure_cookies": env.bool("SECURE_COOKIES", production),
            "trusted_proxies": env.int("TRUSTED_PROXIES", 0, validate=Range(0, 5)),
            "public_url": env.str("PUBLIC_URL", "").rstrip("/"),
            "mail_url": env.str("MAIL_URL", ""),
            "mail_from": env.str("MAIL_FROM", "practice-exchange@localhost"),
            "session_hours": env.int("SESSION_HOURS", 10, validate=Range(1, 168)),
            "invitation_days": env.int("INVITATION_DAYS", 14, validate=Range(1, 90)),
            "log_level": env.str(
                "LOG_LEVEL", "INFO", validate=OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])
            ),
        }
        try:
            env.seal()
        except ValidationError as error:
            raise SettingsError(_flatten(error)) from error
    return values


class _environment:  # noqa: N801 - reads as a verb in a with statement
    """Let environs, which reads the process environment only, see another mapping."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.wanted, self.saved = dict(environ), dict(os.environ)

    def __enter__(self) -> None:
        if self.wanted != self.saved:
            os.environ.clear()
            os.environ.update(self.wanted)

    def __exit__(self, *_error: object) -> None:
        if self.wanted != self.saved:
            os.environ.clear()
            os.environ.update(self.saved)


def _flatten(error: ValidationError) -> list[str]:
    messages = error.normalized_messages()
    return [f"{name}: {' '.join(map(str, texts))}" for name, texts in messages.items()]


def _problems(values: dict[str, Any]) -> list[str]:
    """Find what must not go together; a production portal must not start half protected."""
    problems = []
    secret = values["secret_key"]
    if secret and (len(secret) < SHORTEST_SECRET or secret.lower() in KNOWN_SECRETS):
        problems.append(
            f"PORTAL_SECRET_KEY: use at least {SHORTEST_SECRET} random characters, such as from "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if values["environment"] != "production":
        return problems
    if not secret:
        problems.append("PORTAL_SECRET_KEY: set one; production never makes up its own")
    if values["demo"]:
        problems.append("PORTAL_DEMO: demo sign-ins must be off in production")
    if values["debug"]:
        problems.append("PORTAL_DEBUG: debug must be off in production")
    if not values["secure_cookies"]:
        problems.append("PORTAL_SECURE_COOKIES: cookies must be secure in production")
    if not values["public_url"].startswith("https://"):
        problems.append("PORTAL_PUBLIC_URL: give the https:// address that people use")
    return problems


def _local_secret(data: Path) -> str:
    """Keep a secret of this folder's own, made on first use and readable by its owner only."""
    data.mkdir(parents=True, exist_ok=True)
    path = data / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret + "\n")
    return secret


def bundled(name: str) -> Path:
    """Find a file or folder that comes with the code, in a checkout or in an installed wheel."""
    installed = PACKAGE / "_bundled" / name
    return installed if installed.exists() else CHECKOUT / name

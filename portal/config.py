"""Settings, read from the environment once and checked before anything starts.

Every setting is a field of `Settings`; its environment variable is `PORTAL_` and the field's name
in capitals. docs/operations.md lists them all, and a test holds the two together.
"""

import difflib
import logging
import os
import re
import secrets
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

log = logging.getLogger(__name__)

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parent

PREFIX = "PORTAL_"
FOR_TESTS = "PORTAL_TEST_"  # read by the tests, not by the portal
ENVIRONMENTS = ("local", "production")
LONGEST_SHOWN = 40  # of a wrong value
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
FLAGS = {"true": True, "1": True, "yes": True, "on": True}
FLAGS |= {"false": False, "0": False, "no": False, "off": False}
DATABASE = "portal.sqlite3"
POSTGRESQL = ("postgresql", "postgresql+psycopg")
SEARCH_ENGINES = ("whoosh", "tantivy")
MAIL_SCHEMES = ("smtp", "smtps")

# Secrets that stand in examples and tutorials, repeated to be long enough or not: no protection.
KNOWN_SECRETS = frozenset({"secret", "changeme", "change-me", "dev", "development", "default"})
SHORTEST_SECRET = 32
FEWEST_CHARACTERS = 8
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
    files: Path
    search_index: Path
    search_engine: str
    assets: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    demo: bool
    debug: bool
    secure_cookies: bool
    trusted_proxies: int
    public_url: str
    mail_url: str = field(repr=False)
    mail_from: str
    contact: str
    clamd: str
    session_hours: int
    invitation_days: int
    search_retention_days: int
    log_level: str

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str] | None = None, *, read_only: bool = False
    ) -> "Settings":
        """Read and check the settings.

        `environ` stands in for the process environment (tests). Raises SettingsError with every
        problem at once. Creates the data folder and, outside production, a secret of its own;
        with `read_only` it creates nothing.
        """
        environ = os.environ if environ is None else environ
        reader = _Reader(environ)
        values = _read(reader)
        problems = reader.problems + _problems(values)
        if not problems and not read_only:
            problems = _folder_problems(values["data"])
        if problems:
            raise SettingsError(problems)
        _warn_of_unknown(environ)
        if not values["secret_key"]:
            data = values["data"]
            values["secret_key"] = _new_secret() if read_only else _local_secret(data)
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


class _Reader:
    """Read values by name and collect what is wrong with them; nothing set means the default."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self.environ.get(PREFIX + name, "").strip() or default

    def folder(self, name: str, default: str | Path) -> Path:
        return Path(self.text(name, str(default))).expanduser().absolute()

    def one_of(self, name: str, default: str, choices: Collection[str]) -> str:
        value = self.text(name, default)
        if value not in choices:
            self._wrong(name, f"{_short(value)} is not one of {', '.join(choices)}")
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name).lower()
        if value and value not in FLAGS:
            self._wrong(name, f"{_short(value)} is neither true nor false")
        return FLAGS.get(value, default)

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self.text(name, str(default))
        number = int(value) if re.fullmatch("[0-9]{1,9}", value) else None
        if number is None or not least <= number <= most:
            self._wrong(name, f"{_short(value)} is not a whole number from {least} to {most}")
            return default
        return number

    def _wrong(self, name: str, why: str) -> None:
        self.problems.append(f"{PREFIX}{name}: {why}")


def _read(read: _Reader) -> dict[str, Any]:
    environment = read.one_of("ENVIRONMENT", "local", ENVIRONMENTS)
    production = environment == "production"
    data = read.folder("DATA", "var")
    return {
        "environment": environment,
        "data": data,
        "files": read.folder("FILES", data / "files"),
        "search_index": read.folder("SEARCH_INDEX", "search_index"),
        "search_engine": read.one_of("SEARCH_ENGINE", "whoosh", SEARCH_ENGINES),
        "assets": read.folder("ASSETS", data / "assets"),
        "database_url": _database_url(read.text("DATABASE_URL", f"sqlite:///{data}/{DATABASE}")),
        "secret_key": read.text("SECRET_KEY"),
        "demo": read.flag("DEMO", not production),
        "debug": read.flag("DEBUG", False),
        "secure_cookies": read.flag("SECURE_COOKIES", production),
        "trusted_proxies": read.number("TRUSTED_PROXIES", 0, least=0, most=5),
        "public_url": read.text("PUBLIC_URL").rstrip("/"),
        "mail_url": read.text("MAIL_URL"),
        "mail_from": read.text("MAIL_FROM", "practice-exchange@localhost"),
        "contact": read.text("CONTACT"),
        "clamd": read.text("CLAMD"),
        "session_hours": read.number("SESSION_HOURS", 10, least=1, most=168),
        "invitation_days": read.number("INVITATION_DAYS", 14, least=1, most=90),
        "search_retention_days": read.number("SEARCH_RETENTION_DAYS", 365, least=1, most=3_650),
        "log_level": read.one_of("LOG_LEVEL", "INFO", LOG_LEVELS),
    }


def _problems(values: dict[str, Any]) -> list[str]:
    """Find what must not be or not go together; a portal must not start half protected."""
    problems = _database_problems(values["database_url"])
    if values["search_engine"] == "tantivy" and not find_spec("tantivy"):
        problems.append("PORTAL_SEARCH_ENGINE: run pip install '.[tantivy]' first")
    if values["secret_key"] and not _is_strong(values["secret_key"]):
        problems.append(
            f"PORTAL_SECRET_KEY: use at least {SHORTEST_SECRET} random characters, such as from "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if values["mail_url"] and not _is_url(values["mail_url"], MAIL_SCHEMES):
        problems.append("PORTAL_MAIL_URL: write smtp://host:25 or smtps://name:password@host:465")
    if values["clamd"] and not _is_clamd(values["clamd"]):
        problems.append("PORTAL_CLAMD: write unix:/run/clamav/clamd.ctl or tcp://host:3310")
    if values["public_url"] and not _is_url(values["public_url"], ("http", "https")):
        problems.append("PORTAL_PUBLIC_URL: write a whole address, such as https://example.org")
    if values["environment"] == "production":
        problems += _production_problems(values)
    return problems


def _production_problems(values: dict[str, Any]) -> list[str]:
    wrong = {
        "SECRET_KEY: set one; production never makes up its own": not values["secret_key"],
        "DEMO: demo sign-ins must be off in production": values["demo"],
        "DEBUG: debug must be off in production": values["debug"],
        "SECURE_COOKIES: cookies must be secure in production": not values["secure_cookies"],
        "PUBLIC_URL: give the https:// address that people use": not values[
            "public_url"
        ].startswith("https://"),
    }
    return [PREFIX + problem for problem, is_so in wrong.items() if is_so]


def _database_url(text: str) -> str:
    """Let a file of SQLite stand, as folders do, in the folder that the portal is started in."""
    scheme, separator, name = text.partition(":///")
    is_relative = scheme == "sqlite" and name and not name.startswith(("/", ":"))
    return f"{scheme}{separator}{Path(name).expanduser().absolute()}" if is_relative else text


def _database_problems(text: str) -> list[str]:
    name = "PORTAL_DATABASE_URL"
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url and url.drivername in POSTGRESQL:
        installed = find_spec("psycopg") is not None
        return [] if installed else [f"{name}: run pip install '.[postgresql]' first"]
    if url and url.drivername == "sqlite":
        in_file = (url.database or "").startswith("/") and not url.host and not url.query
        return [] if in_file else [f"{name}: SQLite needs a file: sqlite:////folder/file"]
    return [f"{name}: write postgresql://name:password@host/database, or sqlite:////folder/file"]


def _is_strong(secret: str) -> bool:
    weak = any(secret.lower().replace(known, "") == "" for known in KNOWN_SECRETS)
    return len(secret) >= SHORTEST_SECRET and len(set(secret)) >= FEWEST_CHARACTERS and not weak


def _is_url(url: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is not a number
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname)


def _is_clamd(address: str) -> bool:
    return address.startswith("unix:/") or _is_url(address, ("tcp",))


def _folder_problems(data: Path) -> list[str]:
    """Create the data folder, closed to other accounts of this machine."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        return [f"PORTAL_DATA: the folder {data} cannot be made ({error.strerror})"]
    if not os.access(data, os.W_OK | os.X_OK):
        return [f"PORTAL_DATA: the folder {data} cannot be written by this account"]
    return []


def _warn_of_unknown(environ: Mapping[str, str]) -> None:
    known = [PREFIX + field.name.upper() for field in fields(Settings)]
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known and not name.startswith(FOR_TESTS):
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            log.warning("%s is not a setting of the portal.%s", name, hint)


def _short(value: str) -> str:
    return repr(value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "…")


def _new_secret() -> str:
    return secrets.token_urlsafe(48)


def _local_secret(data: Path) -> str:
    """Keep a secret of this folder's own, made on first use and readable by its owner only."""
    path = data / "secret-key"
    if not path.exists():
        # Linking a finished file: a second process never reads half a secret.
        draft = data / f"secret-key-{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(_new_secret() + "\n")
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text().strip()


def bundled(name: str) -> Path:
    """Find a file or folder that comes with the code, in a checkout or in an installed wheel."""
    installed = PACKAGE / "_bundled" / name
    return installed if installed.exists() else CHECKOUT / name

import re
import stat
from dataclasses import fields
from pathlib import Path

import pytest

from portal import config
from portal.config import CHECKOUT, Settings, SettingsError

SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"
PRODUCTION = {
    "PORTAL_ENVIRONMENT": "production",
    "PORTAL_SECRET_KEY": SECRET,
    "PORTAL_PUBLIC_URL": "https://exchange.example.org",
}
# A row of the table in docs/operations.md: | `PORTAL_NAME` | default | meaning |
ROW = re.compile(r"^\| `(PORTAL_\w+)` \| (\S.*) \| (\S.*) \|$", re.MULTILINE)


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(**more: str) -> Settings:
    return Settings.from_environment({f"PORTAL_{name}": value for name, value in more.items()})


def problems(**more: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read(**more)
    return caught.value.problems


def production_problems(**more: str) -> list[str]:
    environ = PRODUCTION | {f"PORTAL_{name}": value for name, value in more.items()}
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(environ)
    return caught.value.problems


def test_with_nothing_set_it_is_a_local_demo_in_this_folder(tmp_path: Path) -> None:
    settings = read()
    assert settings == Settings(
        environment="local",
        data=tmp_path / "var",
        search_index=tmp_path / "search_index",
        search_engine="whoosh",
        files=tmp_path / "var" / "files",
        assets=tmp_path / "var" / "assets",
        database_url=f"sqlite:///{tmp_path}/var/portal.sqlite3",
        secret_key=(tmp_path / "var" / "secret-key").read_text().strip(),
        demo=True,
        debug=False,
        secure_cookies=False,
        trusted_proxies=0,
        public_url="",
        mail_url="",
        mail_from="practice-exchange@localhost",
        session_hours=10,
        invitation_days=14,
        search_retention_days=365,
        log_level="INFO",
        contact="",
        clamd="",
    )


def test_every_setting_is_read_from_its_variable(tmp_path: Path) -> None:
    wanted = {
        "environment": "production",
        "data": tmp_path / "d",
        "search_index": tmp_path / "i",
        "search_engine": "tantivy",
        "files": tmp_path / "f",
        "assets": tmp_path / "a",
        "database_url": "postgresql://name:password@host:5432/portal",
        "secret_key": SECRET,
        "demo": False,
        "debug": False,
        "secure_cookies": True,
        "trusted_proxies": 2,
        "public_url": "https://exchange.example.org",
        "mail_url": "smtps://name:password@mail.example.org:465",
        "mail_from": "exchange@example.org",
        "session_hours": 1,
        "invitation_days": 90,
        "search_retention_days": 30,
        "log_level": "DEBUG",
        "contact": "education@example.org",
        "clamd": "unix:/run/clamav/clamd.ctl",
    }
    assert wanted.keys() == {field.name for field in fields(Settings)}
    settings = read(**{name.upper(): str(value) for name, value in wanted.items()})
    assert settings == Settings(**wanted)  # type: ignore[arg-type]


def test_production_is_strict_by_itself() -> None:
    settings = Settings.from_environment(PRODUCTION)
    assert (settings.demo, settings.debug, settings.secure_cookies) == (False, False, True)


@pytest.mark.parametrize(
    ("name", "value", "about"),
    [
        ("DEMO", "true", "PORTAL_DEMO: demo sign-ins must be off in production"),
        ("DEBUG", "true", "PORTAL_DEBUG: debug must be off in production"),
        ("SECURE_COOKIES", "no", "PORTAL_SECURE_COOKIES: cookies must be secure in production"),
        ("SECRET_KEY", "", "PORTAL_SECRET_KEY: set one; production never makes up its own"),
        ("PUBLIC_URL", "", "PORTAL_PUBLIC_URL: give the https:// address that people use"),
        (
            "PUBLIC_URL",
            "http://exchange.example.org",
            "PORTAL_PUBLIC_URL: give the https:// address that people use",
        ),
    ],
)
def test_production_refuses_what_would_not_protect_it(name: str, value: str, about: str) -> None:
    assert production_problems(**{name: value}) == [about]


@pytest.mark.parametrize(
    "secret",
    [
        "short",
        "changeme",
        "a" * 40,
        "change-me" * 5,
        "Development" * 4,
        "secret" * 8,
        "abcdefg" * 6,  # seven characters only
    ],
)
def test_a_weak_secret_is_refused_everywhere(secret: str) -> None:
    for said in (problems(SECRET_KEY=secret), production_problems(SECRET_KEY=secret)):
        assert len(said) == 1
        assert said[0].startswith("PORTAL_SECRET_KEY: use at least 32 random characters")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "staging"),
        ("LOG_LEVEL", "info"),
        ("LOG_LEVEL", "LOUD"),
        ("DEMO", "maybe"),
        ("DEBUG", "2"),
        ("SECURE_COOKIES", "tru"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "6"),
        ("TRUSTED_PROXIES", "one"),
        ("SESSION_HOURS", "0"),
        ("SESSION_HOURS", "169"),
        ("SESSION_HOURS", "1.5"),
        ("INVITATION_DAYS", "0"),
        ("INVITATION_DAYS", "91"),
        ("SEARCH_RETENTION_DAYS", "0"),
        ("SEARCH_RETENTION_DAYS", "3651"),
        ("INVITATION_DAYS", "²"),
        ("INVITATION_DAYS", "9" * 5000),
        ("PUBLIC_URL", "exchange.example.org"),
        ("PUBLIC_URL", "ftp://exchange.example.org"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://host:port"),
        ("PUBLIC_URL", "https://[half"),
        ("MAIL_URL", "mail.example.org"),
        ("MAIL_URL", "http://mail.example.org"),
        ("MAIL_URL", "smtp://:25"),
        ("MAIL_URL", "smtp://host:99999"),
        ("CLAMD", "/run/clamav/clamd.ctl"),
        ("CLAMD", "unix:clamd.ctl"),
        ("CLAMD", "http://host:3310"),
        ("DATABASE_URL", "mysql://host/portal"),
        ("DATABASE_URL", "portal.sqlite3"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite://file"),
        ("DATABASE_URL", "postgresql://name@host:port/portal"),
        ("DATABASE_URL", "postgresql+asyncpg://host/portal"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(name: str, value: str) -> None:
    said = problems(**{name: value})
    assert len(said) == 1
    assert said[0].startswith(f"PORTAL_{name}: ")
    assert "\n" not in said[0]
    assert len(said[0]) < 200


def test_every_problem_is_told_at_once() -> None:
    said = problems(DEMO="maybe", SESSION_HOURS="x", MAIL_URL="x", DATABASE_URL="x")
    assert [each.split(":")[0] for each in said] == [
        "PORTAL_DEMO",
        "PORTAL_SESSION_HOURS",
        "PORTAL_DATABASE_URL",
        "PORTAL_MAIL_URL",
    ]


@pytest.mark.parametrize("value", ["true", "TRUE", "1", "yes", "on", " On "])
def test_a_flag_can_be_on_in_many_words(value: str) -> None:
    assert read(DEBUG=value).debug is True


@pytest.mark.parametrize("value", ["false", "False", "0", "no", "off"])
def test_a_flag_can_be_off_in_many_words(value: str) -> None:
    assert read(DEMO=value).demo is False


def test_an_empty_variable_means_the_default() -> None:
    settings = read(SESSION_HOURS="", DATA=" ", DEMO="")
    assert (settings.session_hours, settings.data.name, settings.demo) == (10, "var", True)


def test_a_relative_folder_stands_in_the_folder_the_portal_is_started_in(tmp_path: Path) -> None:
    settings = read(DATA="here", SEARCH_INDEX="there", DATABASE_URL="sqlite:///x/portal.sqlite3")
    assert (settings.data, settings.search_index) == (tmp_path / "here", tmp_path / "there")
    assert settings.assets == tmp_path / "here" / "assets"
    assert settings.database_url == f"sqlite:///{tmp_path}/x/portal.sqlite3"


def test_the_public_address_ends_without_a_slash() -> None:
    assert read(PUBLIC_URL="https://example.org/").public_url == "https://example.org"


def test_postgresql_without_its_driver_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(config, "find_spec", lambda name: None)
    said = problems(DATABASE_URL="postgresql://host/portal")
    assert said == ["PORTAL_DATABASE_URL: run pip install '.[postgresql]' first"]


def test_an_engine_that_is_not_installed_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(config, "find_spec", lambda name: None)
    assert read(SEARCH_ENGINE="whoosh").search_engine == "whoosh"
    said = problems(SEARCH_ENGINE="tantivy")
    assert said == ["PORTAL_SEARCH_ENGINE: run pip install '.[tantivy]' first"]


def test_the_secret_of_a_folder_stays_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first = read().secret_key
    assert len(first) >= config.SHORTEST_SECRET
    assert read().secret_key == first
    assert stat.S_IMODE((tmp_path / "var" / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret-key"]


def test_two_folders_have_two_secrets() -> None:
    assert read(DATA="one").secret_key != read(DATA="two").secret_key


def test_reading_only_writes_nothing(tmp_path: Path) -> None:
    settings = Settings.from_environment({}, read_only=True)
    assert settings.secret_key
    assert list(tmp_path.iterdir()) == []


def test_wrong_settings_write_nothing(tmp_path: Path) -> None:
    problems(DEMO="maybe")
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = problems(DATA="file/var")
    assert said == [f"PORTAL_DATA: the folder {tmp_path}/file/var cannot be made (Not a directory)"]


def test_a_data_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config.os, "access", lambda path, mode: False)
    assert problems() == [
        f"PORTAL_DATA: the folder {tmp_path}/var cannot be written by this account"
    ]


def test_a_misspelt_setting_is_pointed_out(caplog: pytest.LogCaptureFixture) -> None:
    read(SESION_HOURS="5", TEST_ASSETS="/somewhere")
    assert caplog.messages == [
        "PORTAL_SESION_HOURS is not a setting of the portal. Did you mean PORTAL_SESSION_HOURS?"
    ]


def test_flask_is_given_safe_cookies() -> None:
    for_flask = read(SESSION_HOURS="2", SECURE_COOKIES="true").flask_config()
    assert for_flask["PERMANENT_SESSION_LIFETIME"] == 2 * 3600
    assert for_flask["SESSION_COOKIE_SECURE"] is True
    assert for_flask["SESSION_COOKIE_HTTPONLY"] is True
    assert for_flask["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_no_secret_shows_where_settings_are_printed() -> None:
    shown = repr(
        read(
            SECRET_KEY=SECRET,
            DATABASE_URL="postgresql://name:hush@host/portal",
            MAIL_URL="smtps://name:hush@host:465",
        )
    )
    assert SECRET not in shown
    assert "hush" not in shown


def test_operations_lists_every_setting_and_no_other() -> None:
    listed = [row[0] for row in ROW.findall((CHECKOUT / "docs/operations.md").read_text())]
    assert listed == [f"PORTAL_{field.name.upper()}" for field in fields(Settings)]


def test_operations_speaks_of_no_setting_that_is_not_there() -> None:
    text = (CHECKOUT / "docs/operations.md").read_text()
    known = {f"PORTAL_{field.name.upper()}" for field in fields(Settings)}
    assert set(re.findall(r"PORTAL_[A-Z_]*[A-Z]", text)) <= known


def test_what_is_bundled_is_there() -> None:
    for name in ("content", "package.json", "package-lock.json", "node.lock"):
        assert config.bundled(name).exists()

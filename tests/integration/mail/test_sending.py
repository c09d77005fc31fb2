import datetime
import email
import logging
import socket
import ssl
import stat
import subprocess
from dataclasses import replace
from email import policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult
from flask import Flask

from portal import mail
from portal.mail import sending
from tests.portals import make_settings

TO = "robin@example.org"
LINK = "http://127.0.0.1:8000/account/invitations/" + "x" * 120
BODY = f"Hello,\n\nopen this – it works once:\n\n{LINK}\n"


class Inbox(Sink):
    """Keep what arrives."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.messages.append(email.message_from_bytes(envelope.content, policy=policy.default))
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def mail_app(tmp_path):
    """Give an application that knows its settings and needs no database."""
    app = Flask(__name__)
    app.config["SETTINGS"] = make_settings(tmp_path / "data", tmp_path)
    with app.app_context():
        yield app


@pytest.fixture
def serve(inbox, mail_app):
    """Give the act of starting a real SMTP server and telling the portal of it."""
    started = []

    def act(user: str = "", scheme: str = "smtp", **options) -> None:
        controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
        controller.start()
        started.append(controller)
        tell(mail_app, f"{scheme}://{user}127.0.0.1:{controller.port}")

    yield act
    for controller in started:
        controller.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def tell(app, url: str) -> None:
    app.config["SETTINGS"] = replace(
        app.config["SETTINGS"], mail_url=url, mail_from="Exchange <exchange@example.org>"
    )


def kept(app) -> list[EmailMessage]:
    files = sorted((app.config["SETTINGS"].data / "mail").glob("*.eml"))
    return [email.message_from_bytes(each.read_bytes(), policy=policy.default) for each in files]


def test_a_message_reaches_the_server_whole(serve, inbox):
    serve()
    assert mail.send(TO, "Your invitation", BODY) is True
    (message,) = inbox.messages
    assert (message["From"], message["To"]) == ("Exchange <exchange@example.org>", TO)
    assert message["Subject"] == "Your invitation"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@example.org>")
    assert message["Date"].datetime.tzinfo == datetime.UTC
    assert message.get_content().replace("\r\n", "\n") == BODY
    assert inbox.recipients == [[TO]]


def test_in_the_background_it_arrives_too(serve, inbox):
    serve()
    mail.send_in_background(TO, "Your invitation", BODY).join(timeout=20)
    assert len(inbox.messages) == 1


def test_a_link_is_never_broken_over_two_lines(mail_app):
    mail.send(TO, "Your invitation", BODY.replace("–", "-"))
    (path,) = (mail_app.config["SETTINGS"].data / "mail").glob("*.eml")
    assert LINK in path.read_text()


@pytest.mark.parametrize("body", [BODY, "plain\n"])
def test_without_a_server_a_message_becomes_a_file_of_its_owner(mail_app, body):
    assert mail.send(TO, "Grüße", body) is True
    assert mail.send(TO, "Grüße", body) is True
    folder = mail_app.config["SETTINGS"].data / "mail"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    messages = kept(mail_app)
    assert [message["Subject"] for message in messages] == ["Grüße", "Grüße"]
    assert messages[0].get_content().replace("\r\n", "\n") == body


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        (TO, "Hello\nBcc: all@example.org"),
        (TO, "Hello\r\n\r\nAnother body"),
        ("robin@example.org\nBcc: all@example.org", "Hello"),
    ],
)
def test_no_header_can_be_smuggled_in(mail_app, serve, inbox, to, subject):
    serve()
    assert mail.send(to, subject, BODY) is False
    assert inbox.messages == []


def test_a_server_that_is_not_there_is_logged_and_no_more(mail_app, caplog):
    tell(mail_app, f"smtp://127.0.0.1:{free_port()}")
    with caplog.at_level(logging.ERROR):
        assert mail.send(TO, "Your invitation", BODY) is False
    assert "could not be sent" in caplog.text
    assert LINK not in caplog.text


def test_a_server_that_says_nothing_is_given_up_on(mail_app, monkeypatch):
    monkeypatch.setattr(sending, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        tell(mail_app, f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        assert mail.send(TO, "Your invitation", BODY) is False


def test_a_folder_that_cannot_be_made_is_logged_and_no_more(mail_app):
    (mail_app.config["SETTINGS"].data / "mail").write_text("in the way")
    assert mail.send(TO, "Your invitation", BODY) is False


def test_no_password_goes_over_an_open_line(serve, inbox):
    asked = []

    def check(_server, _session, _envelope, _mechanism, data):
        asked.append(data)
        return AuthResult(success=True)

    serve(user="robin:secret@", authenticator=check, auth_require_tls=False)
    assert mail.send(TO, "Your invitation", BODY) is False
    assert (asked, inbox.messages) == ([], [])


def test_the_line_is_encrypted_where_the_server_can(serve, inbox, certificate, monkeypatch):
    trust(monkeypatch, certificate)
    serve(user="robin:a%2Fb%40c@", tls_context=server_side(certificate), authenticator=knows_robin)
    assert mail.send(TO, "Your invitation", BODY) is True
    assert len(inbox.messages) == 1


def test_smtps_is_encrypted_from_the_start(serve, inbox, certificate, monkeypatch):
    serve(
        user="robin:a%2Fb%40c@",
        scheme="smtps",
        ssl_context=server_side(certificate),
        authenticator=knows_robin,
        auth_require_tls=False,  # the library knows STARTTLS only
    )
    trust(monkeypatch, certificate)
    assert mail.send(TO, "Your invitation", BODY) is True
    assert len(inbox.messages) == 1


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_cannot_show_who_it_is_gets_nothing(serve, inbox, certificate, scheme):
    context = "tls_context" if scheme == "smtp" else "ssl_context"
    serve(scheme=scheme, **{context: server_side(certificate)})
    assert mail.send(TO, "Your invitation", BODY) is False
    assert inbox.messages == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Give a file with a certificate for 127.0.0.1, which signs itself, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    path, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", key, "-out", path]
    subprocess.run(command, check=True, capture_output=True)
    path.write_text(path.read_text() + key.read_text())
    return path


def trust(monkeypatch, certificate) -> None:
    context = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(ssl, "create_default_context", lambda: context)


def server_side(certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def knows_robin(_server, _session, _envelope, _mechanism, data) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"robin", b"a/b@c"))

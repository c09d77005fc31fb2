"""A visitor over HTTP who keeps cookies and the connection."""

import gzip
import http.client
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold an answer as it came; `body` may be compressed."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """Give the page."""
        packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Visitor:
    """Ask one server over one connection, as browsers do: compressed and with cookies."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.cookies = dict(cookies or {})
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        """Send a form; a redirect is not followed."""
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Accept-Encoding": "gzip"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = FORM
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # The server let go of a connection that was idle; the next request opens a new one.
            self.connection.close()
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, text = cookie.partition(";")[0].partition("=")
            self.cookies[name] = text
        return Answer(response.status, response.headers, response.read())

    def close(self) -> None:
        """Let go of the connection."""
        self.connection.close()

    def sign_in(self, email: str, password: str) -> None:
        """Sign in to the portal. Raises RuntimeError where it does not let us in."""
        address = "/account/sign-in"
        fields = dict(form_fields(self.get(address).text))
        fields |= {"email": email, "password": password}
        answer = self.post(address, list(fields.items()))
        if answer.status != 302:
            raise RuntimeError(f"signing in as {email} gave {answer.status}")


def form_fields(page: str) -> list[tuple[str, str]]:
    """Read what a browser would send from the form of a page that has the most fields."""
    reader = _FormReader()
    reader.feed(page)
    return max(reader.forms, key=len, default=[])


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[list[tuple[str, str]]] = []
        self.area: str | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append([])
        elif not self.forms:
            return
        elif tag == "textarea":
            self.area = ""
            self.forms[-1].append((have["name"], ""))
        elif tag == "select":
            self.select = have["name"]
        elif tag == "option" and "selected" in have:
            self.forms[-1].append((self.select, have.get("value", "")))
        elif tag == "input" and "name" in have and _is_sent(have):
            self.forms[-1].append((have["name"], have.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None:
            name, _ = self.forms[-1].pop()
            self.forms[-1].append((name, re.sub(r"^\r?\n", "", self.area)))
            self.area = None


def _is_sent(attributes: dict[str, str]) -> bool:
    kind = attributes.get("type", "text")
    return kind not in ("submit", "button") and (
        kind not in ("checkbox", "radio") or "checked" in attributes
    )

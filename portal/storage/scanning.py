"""Asking ClamAV's daemon whether a file carries a virus."""

from pathlib import Path
from urllib.parse import urlsplit

from clamav_client.clamd import (
    BufferTooLongError,
    ClamdError,
    ClamdNetworkSocket,
    ClamdUnixSocket,
)

TIMEOUT = 60  # seconds


class ScannerDown(Exception):
    """Say that the scanner does not answer."""


class NotScanned(Exception):
    """Say why the scanner refuses this one file, such as for its size."""


def scan(address: str, path: Path) -> str:
    """Give the name of the virus found in a file, or an empty text where there is none.

    `address` is the setting `clamd`. Raises ScannerDown and NotScanned.
    """
    try:
        with path.open("rb") as file:
            answers = _client(address).instream(file)
    except BufferTooLongError as error:
        raise NotScanned(str(error)) from error
    except BrokenPipeError as error:  # the daemon hangs up on what is too long for it
        raise NotScanned("it was too long for the scanner; see StreamMaxLength") from error
    except (ClamdError, OSError) as error:
        raise ScannerDown(str(error) or type(error).__name__) from error
    status, words = answers.get("stream", ("", ""))
    if status == "FOUND":
        return words or "unknown"
    if status == "OK":
        return ""
    raise NotScanned(words or "the scanner gave no answer")


def _client(address: str) -> ClamdNetworkSocket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        return ClamdUnixSocket(parts.path, timeout=TIMEOUT)
    return ClamdNetworkSocket(parts.hostname or "", parts.port or 3310, timeout=TIMEOUT)

"""Sending stored files to people and programs: as downloads, never to be shown by a browser."""

from flask import Response, send_file

from portal.errors import NotFound
from portal.practices.content import FileRef
from portal.storage.media_types import MEDIA_TYPES
from portal.storage.queries import GONE, open_stored

UNKNOWN = "application/octet-stream"


def download(ref: FileRef) -> Response:
    """Stream a file as a download under the name that the practice gives it.

    Raises NotFound in words for the page where it is gone or the virus scan forbids it.
    """
    path = open_stored(ref.sha256)
    media_type = ref.media_type if ref.media_type in MEDIA_TYPES else UNKNOWN
    try:
        response = send_file(
            path,
            mimetype=media_type,
            as_attachment=True,
            download_name=ref.name,
            etag=ref.sha256,
        )
    except OSError as error:
        raise NotFound(GONE) from error
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response

"""Files that a page sends: the name in Vietnamese and, for old programs, in plain letters; never kept by a cache."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from flask import Response

from contest.rules.text import clean, fold


def content_disposition(name: str) -> str:
    """Return the header that names a download (RFC 6266): ASCII for all, UTF-8 for those who read ``filename*``."""
    name = re.sub(r'[/\\:*?"<>|]', "-", clean(name)) or "tep"
    plain = re.sub(r"[^a-zA-Z0-9._ ()-]", "-", fold(name))
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def send_bytes(data: bytes | Iterator[bytes], name: str, mimetype: str) -> Response:
    """Return an answer that is saved as a file; an iterator is streamed."""
    answer = Response(data, mimetype=mimetype)
    answer.headers["Content-Disposition"] = content_disposition(name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

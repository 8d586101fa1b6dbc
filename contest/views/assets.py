"""Static files: named by their content, kept for a year, compressed once."""

import gzip
import hashlib
import mimetypes
import os
import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.security import safe_join

from contest.config import ROOT
from contest.views.guards import anyone

blueprint = Blueprint("assets", __name__)
FOLDER = ROOT / "static"
_addresses: dict[str, tuple[str, float, str]] = {}
"""Of each static file that a page named: its path, when it was changed, the end of its address."""
_COMPRESSIBLE = {".css", ".js", ".svg", ".webmanifest", ".txt"}
_SHIPPED = {".css", ".js", ".svg", ".webmanifest", ".txt", ".woff2", ".png", ".webp", ".ico"}
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/manifest+json", ".webmanifest")


@cache
def _load(path: Path, changed: float) -> tuple[bytes, bytes | None, str]:
    """Return a file's bytes, its compressed bytes and its short digest."""
    data = path.read_bytes()
    if path.suffix == ".css":  # a sheet names its fonts and pictures by their content too
        data = re.sub(rb'url\("/static/([^"?]+)"\)', _hashed, data)
        data = re.sub(rb"/\*.*?\*/", b"", data, flags=re.DOTALL)  # remarks and indents stay on this side of the wire
        data = re.sub(rb"([;{,])\s+", rb"\1", data)
    packed = gzip.compress(data, 9, mtime=0) if path.suffix in _COMPRESSIBLE else None
    return data, packed, hashlib.sha256(data).hexdigest()[:12]


def _hashed(found: re.Match[bytes]) -> bytes:
    """Return a sheet's reference to a static file with the digest of the file."""
    name = found.group(1).decode()
    path = _find(name)
    if path is None:
        raise FileNotFoundError(name)
    return f'url("/static/{name}?v={_load(path, path.stat().st_mtime)[2]}")'.encode()


def _find(name: str) -> Path | None:
    joined = safe_join(str(FOLDER), name)
    path = Path(joined) if joined else None
    return path if path is not None and path.suffix in _SHIPPED and path.is_file() else None


def asset(name: str) -> str:
    """Return the address of a static file, with the digest of its content."""
    known = _addresses.get(name)
    if known is None or os.stat(known[0]).st_mtime != known[1]:
        path = _find(name)
        if path is None:
            raise FileNotFoundError(name)
        changed = path.stat().st_mtime
        known = _addresses[name] = str(path), changed, f"{quote(name)}?v={_load(path, changed)[2]}"
    return f"{request.root_path}/static/{known[2]}"


@blueprint.get("/static/<path:name>")
@anyone
def static_file(name: str) -> ResponseReturnValue:
    """Serve a static file."""
    path = _find(name)
    if path is None:
        abort(404)
    data, packed, digest = _load(path, path.stat().st_mtime)
    answer = Response(data, mimetype=mimetypes.guess_type(path.name)[0] or "application/octet-stream")
    if packed is not None:
        answer.headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            answer.set_data(packed)
            answer.headers["Content-Encoding"] = "gzip"
    fresh = request.args.get("v") == digest and not current_app.debug
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"  # no page: loads nothing
    answer.set_etag(digest)
    return answer.make_conditional(request)

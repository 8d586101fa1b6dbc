"""The store of files: content-addressed, written whole or not at all, one folder for each first byte."""

import hashlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK = 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


class TooLargeError(Exception):
    """Raised when a stream is longer than it may be; nothing was kept of it."""


class Readable(Protocol):
    """Anything that gives its bytes piece by piece."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most ``size`` bytes, none at the end."""


@dataclass(frozen=True)
class Stored:
    """What was stored: its digest, which is its address, and its size in bytes."""

    sha256: str
    size: int


class Storage:
    """Files under their SHA-256 in one folder; the only place of the program that builds such a path."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, stream: Readable, *, limit: int | None = None) -> Stored:
        """Keep the bytes of a stream and return their digest and size; keeping them twice is harmless.

        The memory used is one chunk (1 MB). The bytes reach the disk under a temporary name and get their own
        name last, so a file in its place is always whole. Raises TooLargeError past ``limit`` bytes.
        """
        temporary = self._waiting() / secrets.token_hex(16)
        digest, size = hashlib.sha256(), 0
        try:
            with open(temporary, "xb", opener=_private) as out:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if limit is not None and size > limit:
                        raise TooLargeError
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            self._move(temporary, digest.hexdigest())
        finally:
            temporary.unlink(missing_ok=True)
        return Stored(digest.hexdigest(), size)

    def _waiting(self) -> Path:
        """Return the folder of what is not finished, on the same disk as the store."""
        waiting = self.root / "tmp"
        waiting.mkdir(parents=True, exist_ok=True, mode=0o700)
        return waiting

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """Give an empty folder that is gone afterwards."""
        with tempfile.TemporaryDirectory(dir=self._waiting()) as name:
            yield Path(name)

    def _move(self, temporary: Path, sha256: str) -> None:
        """Give a finished file its place, and make its name last a power cut."""
        path = self.path(sha256)
        if not path.parent.is_dir():
            path.parent.mkdir(exist_ok=True, mode=0o700)
            _sync(self.root)
        os.replace(temporary, path)
        _sync(path.parent)

    def path(self, sha256: str) -> Path:
        """Return where a file lies; ValueError for anything that is no digest or would lead out of the store."""
        if not _DIGEST.fullmatch(sha256):
            raise ValueError("not a SHA-256 in hexadecimal")
        path = self.root / sha256[:2] / sha256
        if not path.resolve().is_relative_to(self.root.resolve()):
            raise ValueError("this would lead out of the store")
        return path

    def open(self, sha256: str) -> BinaryIO:
        """Return a stored file, opened for reading."""
        return open(self.path(sha256), "rb")

    def exists(self, sha256: str) -> bool:
        """Say whether a file is stored."""
        return self.path(sha256).is_file()

    def delete(self, sha256: str) -> None:
        """Remove a file; removing it twice is harmless."""
        self.path(sha256).unlink(missing_ok=True)

    def delete_older(self, sha256: str, moment: float) -> bool:
        """Remove a file unless it was stored again since a moment; say whether it is gone."""
        path = self.path(sha256)
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= moment:
                return False
            path.unlink()
        return True

    def older_than(self, moment: float) -> Iterator[str]:
        """Yield the digest of every file not stored again since a moment (seconds of the epoch)."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                if _DIGEST.fullmatch(path.name) and path.stat().st_mtime < moment:
                    yield path.name

    def drop_torn(self, moment: float) -> None:
        """Remove temporary files and folders that a crash left behind before a moment (seconds of the epoch)."""
        for path in self.root.glob("tmp/*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime >= moment:
                    continue
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()

    def free_megabytes(self) -> int:
        """Return the free space of the disk, in megabytes."""
        self.root.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.root).free // (1024 * 1024)


def _private(path: str, flags: int) -> int:
    """Open a file that only the program's own user may read."""
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    """Write a folder's list of names to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

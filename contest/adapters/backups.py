"""Backups: one ZIP with the database, every uploaded file and a manifest of digests."""

import hashlib
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

FORMAT = 1
DATABASE = "hoithi.sqlite3"
MANIFEST = "manifest.json"


class BackupError(Exception):
    """Raised when a backup cannot be made, or is not whole; the text says why."""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _uploads(folder: Path) -> Iterator[Path]:
    """Yield every stored file; ``tmp`` holds what is not finished."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(".") and path.relative_to(folder).parts[0] != "tmp":
            yield path


def make_backup(
    target: Path, *, copy_database: Callable[[Path], None], uploads: Path, revision: str, now: datetime
) -> int:
    """Write a backup and return the number of files in it.

    The database is copied first, so every file that its rows name was there before the files are read:
    uploads are only ever added. The ZIP appears under its name when it is whole and on the disk.
    """
    if target.exists():
        raise BackupError(f"{target} is there already; a backup never overwrites another")
    partial = target.with_name(target.name + ".part")
    digests: dict[str, str] = {}
    try:
        with TemporaryDirectory(dir=target.parent) as scratch:
            database = Path(scratch) / DATABASE
            copy_database(database)
            with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.write(database, DATABASE)
                digests[DATABASE] = _digest(database)
                for path in _uploads(uploads):
                    name = f"uploads/{path.relative_to(uploads).as_posix()}"
                    with suppress(FileNotFoundError):  # swept meanwhile: no row of the copy names it
                        archive.write(path, name, zipfile.ZIP_STORED)
                        digests[name] = _digest(path)
                manifest = {"format": FORMAT, "made_at": now.isoformat(), "revision": revision, "sha256": digests}
                archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)
    return len(digests)


def restore_backup(
    source: Path, *, database: Path, uploads: Path, prepare: Callable[[Path], None] = lambda _path: None
) -> int:
    """Put a backup's database and files in place and return the number of files.

    Everything is unpacked, compared with the manifest and prepared (``prepare`` gets the unpacked database) beside
    its place first. Then files are added to those that are there, and last one rename puts the database in place.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=database.parent) as scratch:
        fresh = Path(scratch)
        digests = _unpack(source, fresh)
        prepare(fresh / DATABASE)
        for name in digests:
            if name != DATABASE:
                place = uploads / Path(name).relative_to("uploads")
                place.parent.mkdir(parents=True, exist_ok=True)
                waiting = place.with_name(f".{place.name}")  # the uploads may lie on another disk
                shutil.move(fresh / name, waiting)
                os.replace(waiting, place)
        for suffix in ("-wal", "-shm"):
            Path(f"{database}{suffix}").unlink(missing_ok=True)
        os.replace(fresh / DATABASE, database)
    return len(digests)


def _unpack(source: Path, folder: Path) -> dict[str, str]:
    """Unpack what the manifest names into a folder, compare every digest, and return them."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            digests: dict[str, str] = manifest["sha256"]
            if manifest["format"] != FORMAT or DATABASE not in digests:
                raise BackupError(f"{source} has a format that this version does not read")
            for name in digests:
                parts = Path(name).parts
                if name != DATABASE and (parts[0] != "uploads" or ".." in parts or Path(name).is_absolute()):
                    raise BackupError(f"{source} names a file outside the uploads: {name}")
                archive.extract(name, folder)
    except (KeyError, TypeError, ValueError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise BackupError(f"{source} is no backup of Hoithi, or damaged: {error}") from error
    for name, digest in digests.items():
        if _digest(folder / name) != digest:
            raise BackupError(f"{source} is damaged at {name}")
    return digests

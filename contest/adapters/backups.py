"""Backups: one ZIP with the database, every uploaded file and a manifest of digests."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
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
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))


def make_backup(
    target: Path, *, copy_database: Callable[[Path], None], uploads: Path, revision: str, now: datetime
) -> int:
    """Write a backup and return the number of files in it.

    The database is copied first, so every file that its rows name was there before the files are read:
    uploads are only ever added. The ZIP appears under its name when it is whole.
    """
    if target.exists():
        raise BackupError(f"{target} is there already; a backup never overwrites another")
    partial = target.with_name(target.name + ".part")
    digests: dict[str, str] = {}
    with TemporaryDirectory(dir=target.parent) as scratch:
        database = Path(scratch) / DATABASE
        copy_database(database)
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(database, DATABASE)
            digests[DATABASE] = _digest(database)
            for path in _uploads(uploads):
                name = f"uploads/{path.relative_to(uploads).as_posix()}"
                archive.write(path, name, zipfile.ZIP_STORED)
                digests[name] = _digest(path)
            manifest = {"format": FORMAT, "made_at": now.isoformat(), "revision": revision, "sha256": digests}
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
    partial.rename(target)
    return len(digests)


def restore_backup(source: Path, *, database: Path, uploads: Path) -> int:
    """Put a backup's database and files in place and return the number of files.

    Everything is unpacked and compared with the manifest beside its place first; what stands there is replaced
    only when the whole backup is sound.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=database.parent) as scratch:
        fresh = Path(scratch)
        digests = _unpack(source, fresh)
        for suffix in ("", "-wal", "-shm"):
            Path(f"{database}{suffix}").unlink(missing_ok=True)
        shutil.move(fresh / DATABASE, database)
        for name in digests:
            if name != DATABASE:
                place = uploads / Path(name).relative_to("uploads")
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(fresh / name, place)
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
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BackupError(f"{source} is no backup of Hoithi: {error}") from error
    for name, digest in digests.items():
        if _digest(folder / name) != digest:
            raise BackupError(f"{source} is damaged at {name}")
    return digests

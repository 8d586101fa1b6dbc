"""The store keeps files whole or not at all, and never outside its folder."""

import hashlib
import io
import os
from pathlib import Path

import pytest

from contest.adapters.storage import Storage, TooLargeError

DATA = b"may tach hat ngo" * 1000
DIGEST = hashlib.sha256(DATA).hexdigest()


def files(root: Path) -> list[str]:
    """Return every file under a folder, by its path."""
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_file_lies_under_its_digest(tmp_path: Path) -> None:
    """Put gives digest and size, and the bytes come back from there; twice is one file."""
    storage = Storage(tmp_path)
    for _ in range(2):
        stored = storage.put(io.BytesIO(DATA))
        assert (stored.sha256, stored.size) == (DIGEST, len(DATA))
    assert files(tmp_path) == [f"{DIGEST[:2]}/{DIGEST}"]
    with storage.open(DIGEST) as file:
        assert file.read() == DATA
    assert storage.exists(DIGEST)
    storage.delete(DIGEST)
    storage.delete(DIGEST)
    assert not storage.exists(DIGEST)


def test_too_much_leaves_nothing(tmp_path: Path) -> None:
    """One byte over the limit is refused, the limit itself is not."""
    storage = Storage(tmp_path)
    with pytest.raises(TooLargeError):
        storage.put(io.BytesIO(DATA), limit=len(DATA) - 1)
    assert files(tmp_path) == []
    assert storage.put(io.BytesIO(DATA), limit=len(DATA)).size == len(DATA)


def test_a_torn_stream_leaves_nothing(tmp_path: Path) -> None:
    """A sender who goes away in the middle leaves no file, neither whole nor half."""

    class Torn(io.RawIOBase):
        def __init__(self) -> None:
            self.left = 2

        def read(self, size: int = -1) -> bytes:
            self.left -= 1
            if self.left < 0:
                raise ConnectionResetError
            return DATA

    with pytest.raises(ConnectionResetError):
        Storage(tmp_path).put(Torn())
    assert files(tmp_path) == []


def test_bytes_are_on_disk_before_they_get_their_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut at any point leaves a whole file or none: file synced, then renamed, then its folder synced."""
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def note_sync(descriptor: int) -> None:
        steps.append("folder" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "file")
        fsync(descriptor)

    def note_replace(old: str, new: str) -> None:
        steps.append("rename")
        replace(old, new)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "replace", note_replace)
    Storage(tmp_path).put(io.BytesIO(DATA))
    assert steps == ["file", "folder", "rename", "folder"]


@pytest.mark.parametrize(
    "name",
    ["", "../../etc/passwd", "/etc/passwd", DIGEST.upper(), DIGEST[:63], DIGEST + "\n", "..%2f" + DIGEST, "a" * 65],
)
def test_only_digests_are_addresses(tmp_path: Path, name: str) -> None:
    """Anything that is no digest in small hexadecimal letters is refused."""
    with pytest.raises(ValueError, match="SHA-256"):
        Storage(tmp_path).path(name)


def test_a_link_does_not_lead_out(tmp_path: Path) -> None:
    """A folder of the store that is a link to elsewhere is refused."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / DIGEST[:2]).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="out of the store"):
        Storage(tmp_path / "root").path(DIGEST)


def test_old_files_are_found_and_fresh_ones_spared(tmp_path: Path) -> None:
    """A file that is stored again is fresh again; torn temporary files go."""
    storage = Storage(tmp_path)
    storage.put(io.BytesIO(DATA))
    os.utime(storage.path(DIGEST), (1000, 1000))
    assert list(storage.older_than(2000)) == [DIGEST]
    storage.put(io.BytesIO(DATA))
    assert list(storage.older_than(2000)) == []
    assert storage.delete_older(DIGEST, 2000) is False
    torn, left = tmp_path / "tmp" / "torn", tmp_path / "tmp" / "left"
    torn.write_bytes(b"x")
    left.mkdir()
    (left / "page.webp").write_bytes(b"x")
    for path in (torn, left):
        os.utime(path, (1000, 1000))
    storage.drop_torn(2000)
    assert files(tmp_path) == [f"{DIGEST[:2]}/{DIGEST}"]


def test_only_the_programs_user_reads_files(tmp_path: Path) -> None:
    """Dossiers of minors are not readable for other users of the machine."""
    storage = Storage(tmp_path / "uploads")
    path = storage.path(storage.put(io.BytesIO(DATA)).sha256)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with storage.workspace() as folder:
        (folder / "page.webp").write_bytes(b"x")
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()

"""Password digests by argon2id, a few at a time, and the list of common passwords."""

from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_A_TIME = BoundedSemaphore(3)
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$2hY0uD1Wf1pQ0V7Ue0o0S5k8Xb0b2mC0Y5v4nJ1o0bE"


def hash_password(password: str) -> str:
    """Return the argon2id digest of a password (19 MiB, 2 passes)."""
    with _AT_A_TIME:
        return _HASHER.hash(password)


def verify_password(digest: str | None, password: str) -> bool:
    """Say whether the password fits; without a digest the same time is spent and the answer is no."""
    with _AT_A_TIME:
        try:
            return _HASHER.verify(digest or _NOBODY, password) and digest is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


@cache
def common_passwords() -> frozenset[str]:
    """Return the common passwords of ten and more characters, in lower case."""
    path = Path(__file__).resolve().parents[1] / "data" / "common_passwords.txt"
    return frozenset(path.read_text(encoding="utf-8").split())

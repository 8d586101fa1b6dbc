"""Rules of accounts: names at the door, passwords, one-time codes, throttling."""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta

from contest.rules.kinds import CodePurpose
from contest.rules.problems import N_, Problem
from contest.rules.text import fold

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters of one-time codes, without look-alikes: 30 letters, 10 of them = 49 bits."""
CODE_LENGTH = 10
CODE_LIFETIME = {
    CodePurpose.SIGN_IN: timedelta(days=60),
    CodePurpose.RESET: timedelta(hours=24),
    CodePurpose.CONTACT: timedelta(hours=24),
}
MIN_PASSWORD, MAX_PASSWORD = 10, 128
FREE_ATTEMPTS = 5
ATTEMPT_WINDOW = timedelta(minutes=15)


def normalise_phone(text: str) -> str | None:
    """Return a Vietnamese phone number as 10 or 11 digits from 0; spaces, dots and +84 are accepted."""
    digits = re.sub(r"[\s.\-()]", "", text)
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    return digits if re.fullmatch(r"0\d{9,10}", digits, re.ASCII) else None


def normalise_email(text: str) -> str | None:
    """Return a mail address in lower case, NFKC, or None if it cannot be one."""
    address = unicodedata.normalize("NFKC", text).strip().casefold()
    return address if re.fullmatch(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9-]+\.)+[a-z]{2,}", address) else None


def normalise_sign_in_name(text: str) -> str | None:
    """Return what a person types at the door as it is stored: mail address, phone number, or card name."""
    if "@" in text:
        return normalise_email(text)
    phone = normalise_phone(text)
    if phone:
        return phone
    name = fold(unicodedata.normalize("NFKC", text)).strip()
    return name if re.fullmatch(r"[a-z0-9][a-z0-9.-]{2,40}", name) else None


def problems_in_password(password: str, *, common: Collection[str], context: Collection[str] = ()) -> list[Problem]:
    """Return why a password is too weak: length, a common one, or the person's own name and contact."""
    if len(password) < MIN_PASSWORD:
        return [Problem(N_("Mật khẩu cần ít nhất %(n)s ký tự, ví dụ ba từ ghép lại."), "password", {"n": MIN_PASSWORD})]
    if len(password) > MAX_PASSWORD:
        return [Problem(N_("Mật khẩu dài nhất %(n)s ký tự."), "password", {"n": MAX_PASSWORD})]
    plain = fold(password)
    if plain in common or len(set(plain)) < 4:
        return [Problem(N_("Mật khẩu này quá dễ đoán. Hãy chọn mật khẩu khác."), "password")]
    if any(len(word) >= 5 and fold(word) in plain for word in context):
        return [Problem(N_("Mật khẩu không nên chứa tên, email hay số điện thoại của bạn."), "password")]
    return []


def new_code() -> str:
    """Return a one-time code such as ``7KQ4M-2XRTD``."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def digest_code(text: str) -> str:
    """Return the digest under which a code is stored; case, spaces and dashes do not matter."""
    plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    return hashlib.sha256(f"hoithi one-time code {plain}".encode("utf-8", "replace")).hexdigest()


def digest_token(token: str) -> str:
    """Return the digest under which a sign-in cookie is stored."""
    return hashlib.sha256(f"hoithi sign-in {token}".encode("utf-8", "replace")).hexdigest()


def wait_before_next_attempt(failures: int, last: datetime | None, now: datetime) -> int:
    """Return the seconds to wait after so many failures: none for five, then 2, 4, 8 … up to 15 minutes."""
    if last is None or failures < FREE_ATTEMPTS:
        return 0
    pause = timedelta(seconds=min(2 ** min(failures - FREE_ATTEMPTS + 1, 10), 900))
    return max(0, int((last + pause - now).total_seconds() + 0.999))

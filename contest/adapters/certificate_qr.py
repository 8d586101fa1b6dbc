"""Make the QR code of a certificate from tables, a thousand times faster than encoding it anew.

With version, level and mask fixed, a symbol is an affine map over GF(2) of its data bits: the symbol of any code is
the symbol of zeros XOR one known pattern per set bit (certificates.md, section 8).
"""

from functools import cache

import segno

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {char: value for value, char in enumerate(_ALPHABET)}
_MASK = 2  # fixed: choosing the best of eight would cost most of the time and gains no readability


def is_alphanumeric(text: str) -> bool:
    """Tell whether text can use the compact alphanumeric mode."""
    return all(char in _VALUE for char in text)


def qr_rows(text: str) -> tuple[int, bytes]:
    """Return the modules of a side and the symbol as rows packed to whole bytes, 1 = dark, without quiet zone."""
    symbol = segno.make(text, error="m", mask=_MASK, boost_error=False, micro=False)
    rows = [bytes(row) for row in symbol.matrix]
    side = len(rows)
    width = (side + 7) // 8
    packed = (
        (int("".join("1" if bit else "0" for bit in row), 2) << (width * 8 - side)).to_bytes(width, "big")
        for row in rows
    )
    return side, b"".join(packed)


class QrTables:
    """Hold what is constant for one prefix and one length of code."""

    def __init__(self, prefix: str, length: int) -> None:
        self.prefix = prefix
        self._zeros = prefix + "0" * length
        self.side, base = qr_rows(self._zeros)
        self._size = len(base)
        self._base = int.from_bytes(base, "big")
        first = len(prefix) - len(prefix) % 2  # alphanumeric mode packs pairs; an odd prefix shares its last pair
        self._starts = range(first, len(self._zeros), 2)
        self._basis = {start: self._patterns(start) for start in self._starts}
        self._known: dict[tuple[int, str], int] = {}

    def _patterns(self, start: int) -> list[int]:
        """Return what each bit of the group at start changes in the symbol, lowest bit first."""
        whole = self._zeros[start : start + 2]
        rest = self._zeros[:start], self._zeros[start + len(whole) :]
        zero = self._symbol(rest[0] + "0" * len(whole) + rest[1])
        changes = []
        for bit in range(11 if len(whole) == 2 else 6):
            high, low = divmod(1 << bit, 45)
            group = _ALPHABET[high] + _ALPHABET[low] if len(whole) == 2 else _ALPHABET[low]
            changes.append(zero ^ self._symbol(rest[0] + group + rest[1]))
        return changes

    @staticmethod
    def _symbol(text: str) -> int:
        return int.from_bytes(qr_rows(text)[1], "big")

    def rows(self, code: str) -> bytes:
        """Return the packed rows of prefix + code."""
        text = self.prefix + code
        symbol = self._base
        for start in self._starts:
            group = text[start : start + 2]
            change = self._known.get((start, group))
            if change is None:
                change = self._known[start, group] = self._change(start, group)
            symbol ^= change
        return symbol.to_bytes(self._size, "big")

    def _change(self, start: int, group: str) -> int:
        """Return what this group changes against the group of the symbol of zeros."""
        bits = self._number(group) ^ self._number(self._zeros[start : start + 2])
        change = 0
        for bit, pattern in enumerate(self._basis[start]):
            if bits >> bit & 1:
                change ^= pattern
        return change

    @staticmethod
    def _number(group: str) -> int:
        number = 0
        for char in group:
            number = number * 45 + _VALUE[char]
        return number


@cache
def _tables(prefix: str, length: int) -> QrTables:
    return QrTables(prefix, length)


def certificate_qr(verify_url: str, code: str) -> tuple[str, int, bytes]:
    """Return the address in the symbol, its modules a side and its packed rows.

    The address is upper-cased, so that it takes the smaller alphanumeric symbol; one that has other characters
    (``_``, ``?``) keeps its case and is encoded plainly.
    """
    prefix = verify_url.upper()
    if is_alphanumeric(prefix) and is_alphanumeric(code):
        tables = _tables(prefix, len(code))
        return prefix + code, tables.side, tables.rows(code)
    side, rows = qr_rows(verify_url + code)
    return verify_url + code, side, rows

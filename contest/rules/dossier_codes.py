"""Dossier numbers: the pattern that an edition sets, and filling it in."""

import re

from contest.rules.problems import N_, Problem

DEFAULT_PATTERN = "{contest}{edition:02d}-{field:02d}-{seq:03d}"
_PLACE = re.compile(r"\{(contest|edition|field|seq)(?::0?([1-6])d)?\}")


def problems_in_pattern(pattern: str) -> list[Problem]:
    """Check the pattern of dossier numbers: known places only, with field and running number."""
    plain = _PLACE.sub("", pattern)
    names = {match[1] for match in _PLACE.finditer(pattern)}
    if re.fullmatch(r"[A-Za-z0-9./_-]*", plain) and {"field", "seq"} <= names:
        return []
    message = N_("Mẫu mã số cần có {field} và {seq}, chỉ thêm {contest}, {edition}, chữ, số và dấu - / . _")
    return [Problem(message, "dossier_pattern")]


def dossier_code(pattern: str, *, contest: str, edition_no: int, field_code: str, seq: int) -> str:
    """Return a dossier number from a pattern; ``{seq:03d}`` fills numbers with zeros, a code of letters stays."""
    values = {"contest": contest, "edition": str(edition_no), "field": field_code, "seq": str(seq)}

    def fill(match: re.Match[str]) -> str:
        value = values[match[1]]
        return str(int(value)).zfill(int(match[2])) if match[2] and value.isdecimal() else value

    return _PLACE.sub(fill, pattern)

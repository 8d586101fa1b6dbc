"""Rule book files: the shipped presets, reading TOML with errors that name the line, and a small safe writer."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contest.rules.problems import N_, Problem, RuleError

PRESETS = Path(__file__).resolve().parents[1] / "data" / "rulebooks"
LARGEST = 256 * 1024


def shipped() -> list[Path]:
    """Return the files of the shipped presets, by name."""
    return sorted(PRESETS.glob("*.toml"))


def load_rulebook(source: Path | str | bytes) -> dict[str, Any]:
    """Return the tables of a rule book from a path or the bytes of a file; RuleError says what is wrong and where."""
    if not isinstance(source, bytes):
        path = Path(source)
        if not path.is_file():
            raise _refusal(N_("Không có tệp “%(name)s”."), name=path.name)
        source = path.read_bytes()
    if len(source) > LARGEST:
        raise _refusal(N_("Tệp thể lệ lớn quá 256 KB. Hãy chọn đúng tệp .toml đã tải xuống từ trang thể lệ."))
    if not source.strip():
        raise _refusal(N_("Tệp thể lệ trống. Hãy chọn tệp .toml có nội dung."))
    try:
        return tomllib.loads(source.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _refusal(N_("Tệp này không phải tệp chữ UTF-8. Hãy chọn tệp .toml, không phải Word hay PDF.")) from None
    except tomllib.TOMLDecodeError as error:
        raise _refusal(N_("Tệp không đúng dạng TOML: %(reason)s."), reason=str(error)) from None


def dump_rulebook(book: Mapping[str, Any]) -> str:
    """Return the tables of a rule book as TOML text; ``load_rulebook`` of it gives the same tables."""
    parts = []
    for name, content in book.items():
        tables = content if isinstance(content, list) else [content]
        heading = f"[[{name}]]" if isinstance(content, list) else f"[{name}]"
        for table in tables:
            lines = [f"{_key(key)} = {_written(value)}" for key, value in table.items()]
            parts.append("\n".join([heading, *lines]) + "\n")
    return "\n".join(parts)


def _key(name: str) -> str:
    """Return a key, in quotes unless it is a bare one."""
    return name if name and all(c.isascii() and (c.isalnum() or c in "_-") for c in name) else _text(name)


def _written(value: Any) -> str:
    """Return a value in TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_written(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        if any(isinstance(item, Mapping) for item in value):
            return "[\n" + "".join(f"  {_written(item)},\n" for item in value) + "]"
        return "[" + ", ".join(_written(item) for item in value) + "]"
    raise TypeError(f"a rule book holds no {type(value).__name__}")


def _text(value: str) -> str:
    """Return a basic string; a JSON string is one, once DEL is escaped. Several lines stay several lines."""
    if "\n" not in value:
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    lines = [json.dumps(line, ensure_ascii=False).replace("\x7f", "\\u007f")[1:-1] for line in value.split("\n")]
    return '"""\n' + "\n".join(lines) + '"""'


def _refusal(message: str, **values: object) -> RuleError:
    return RuleError([Problem(message, "book", values)])

"""Both languages are complete: Vietnamese is the language of the source, English has every message."""

import re
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from contest.config import ROOT

KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "N_": None,
    "_l": None,
    "lazy_gettext": None,
}
ENGLISH = ROOT / "translations" / "en" / "LC_MESSAGES"
VIETNAMESE_LETTERS = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9áàãéèíìóòõúùýÁÀÃÉÈÍÌÓÒÕÚÙÝ]")


@cache
def messages() -> frozenset[str | tuple[str, ...]]:
    """Return every message of the code and the templates."""
    with (ROOT / "babel.cfg").open() as file:
        mapping, options = parse_mapping_cfg(file, "babel.cfg")
    found = extract_from_dir(str(ROOT), mapping, options, KEYWORDS)
    return frozenset(message for _, _, message, _, _ in found if message)


@cache
def english() -> Catalog:
    """Return the English catalogue."""
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def test_every_message_has_its_english() -> None:
    """No message is missing, empty, doubtful, or left over."""
    known = {message.id: message for message in english() if message.id}
    assert sorted(map(str, messages() - set(known))) == []
    assert sorted(map(str, set(known) - messages())) == []
    for message in known.values():
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), message.id
        assert not message.fuzzy, message.id


def test_places_for_values_are_kept() -> None:
    """A translation has the places of its message, so that no page fails on it."""
    for message in english():
        if not message.id:
            continue
        one = message.id if isinstance(message.id, str) else message.id[0]
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            assert set(re.findall(r"%\((\w+)\)", text)) == set(re.findall(r"%\((\w+)\)", one)), one
            assert len(re.findall("%%", text)) == len(re.findall("%%", one)), one


def test_the_compiled_catalogue_is_the_one_that_was_written() -> None:
    """What the program loads is the catalogue of the tree."""
    with (ENGLISH / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    written = {m.id if isinstance(m.id, str) else m.id[0]: m.string for m in english() if m.id}
    loaded = {m.id if isinstance(m.id, str) else m.id[0]: m.string for m in compiled if m.id}
    assert {key: [*text] for key, text in loaded.items()} == {key: [*text] for key, text in written.items()}


def test_no_vietnamese_stands_outside_the_catalogue() -> None:
    """Text between tags of a template is marked for translation."""
    for path in sorted(Path(ROOT / "templates").rglob("*.html")):
        bare = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        found = [text for text in re.findall(r">([^<>]+)<", bare) if VIETNAMESE_LETTERS.search(text)]
        assert not found, f"{path}: {found[:3]}"

"""The rule book as plain data (the tables of a TOML file): read into facts with its errors named, and written back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from contest.rules.editions import (
    DocumentFacts,
    EditionFacts,
    FieldFacts,
    PhaseFacts,
    SectionFacts,
    SlotFacts,
)
from contest.rules.kinds import ContestType, DeadlineRule, DocumentKind, PhaseCode
from contest.rules.problems import N_, Problem, RuleError, refuse_if
from contest.rules.text import VIETNAM, clean, clean_lines, local

Table = Mapping[str, Any]

EXAMPLES = {
    "line": N_("một dòng chữ trong dấu nháy"),
    "lines": N_("chữ trong dấu nháy"),
    "whole": N_("số nguyên, ví dụ 3"),
    "flag": N_("true hoặc false"),
    "date": N_('ngày, ví dụ "2026-07-31"'),
    "moment": N_('ngày và giờ Việt Nam, ví dụ "2026-07-31T17:00"'),
    "words": N_('danh sách chữ, ví dụ ["pdf", "docx"]'),
}


@dataclass(frozen=True)
class Key:
    """One key of a table: its name in the file, its kind, the fact it becomes, and whether it may be left out."""

    name: str
    kind: str | type[StrEnum] = "line"
    fact: str = ""
    needed: bool = False

    @property
    def attribute(self) -> str:
        """Return the name of the fact."""
        return self.fact or self.name


EDITION = (
    Key("contest_type", ContestType, needed=True),
    Key("code", needed=True),
    Key("edition_no", "whole", needed=True),
    Key("year_label", needed=True),
    Key("title", needed=True),
    Key("title_en"),
    Key("issuer", needed=True),
    Key("place", needed=True),
    Key("standing_agency"),
    Key("contact_phone"),
    Key("contact_email"),
    Key("contact_address"),
    Key("opens_on", "moment", "opens_at", needed=True),
    Key("closes_at", "moment", needed=True),
    Key("deadline_rule", DeadlineRule),
    Key("dossier_pattern"),
    Key("contest_symbol", needed=True),
    Key("description", "lines"),
    Key("description_en", "lines"),
    Key("is_public", "flag"),
)
ELIGIBILITY = (
    Key("birth_from", "date"),
    Key("birth_to", "date"),
    Key("max_authors", "whole"),
    Key("eligible_from_year", "whole"),
    Key("organisers_may_enter", "flag"),
    Key("minors", "flag"),
)
SCORING = (
    Key("judges_per_entry", "whole"),
    Key("quorum", "whole"),
    Key("method", "line", "score_method"),
    Key("blind", "flag"),
    Key("tie_chain", "words"),
)
NAMED = (Key("code", needed=True), Key("name", needed=True), Key("name_en"))
PHASES = (
    Key("code", PhaseCode, needed=True),
    *NAMED[1:],
    Key("starts_at", "moment", needed=True),
    Key("ends_at", "moment", needed=True),
)
DOCUMENTS = (
    Key("kind", DocumentKind, needed=True),
    Key("number", needed=True),
    Key("date", "date", "signed_on", needed=True),
    Key("signer", needed=True),
    Key("signer_position"),
    Key("title", needed=True),
)
_ASKED = (Key("code", needed=True), Key("label", needed=True), Key("label_en"), Key("help"), Key("help_en"))
SECTIONS = (
    *_ASKED,
    Key("max_words", "whole", needed=True),
    Key("required", "flag"),
    Key("criterion", "line", "criterion_code"),
)
SLOTS = (
    *_ASKED,
    Key("kinds", "words", needed=True),
    Key("max_files", "whole", needed=True),
    Key("max_megabytes", "whole", needed=True),
    Key("required", "flag"),
)
_EMPTY: dict[str, Any] = {"line": "", "lines": "", "flag": False, "words": ()}


@dataclass(frozen=True)
class RuleBook:
    """A rule book as facts, without rubric and prizes."""

    edition: EditionFacts
    fields: tuple[FieldFacts, ...] = ()
    divisions: tuple[FieldFacts, ...] = ()
    phases: tuple[PhaseFacts, ...] = ()
    documents: tuple[DocumentFacts, ...] = ()
    sections: tuple[SectionFacts, ...] = ()
    slots: tuple[SlotFacts, ...] = ()


@dataclass
class Reader:
    """Reads tables by their keys and collects what is wrong, each problem naming table, row and key."""

    book: Table
    problems: list[Problem] = field(default_factory=list)

    def table(self, name: str, keys: Sequence[Key], *, ignored: Sequence[str] = ()) -> dict[str, Any]:
        """Return the facts of one ``[table]``."""
        found = self.book.get(name, {})
        if not isinstance(found, Mapping):
            self.say(N_("Mục [%(where)s] phải là một bảng."), where=name)
            return {}
        return self.read(found, keys, f"[{name}]", ignored=ignored)

    def rows(self, name: str, keys: Sequence[Key], *, ignored: Sequence[str] = ()) -> list[dict[str, Any]]:
        """Return the facts of each ``[[table]]``; rows with problems are left out."""
        found = self.book.get(name, [])
        if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
            self.say(N_("Mục [%(where)s] phải là các bảng [[%(where)s]]."), where=name)
            return []
        before = len(self.problems)
        made = [self.read(row, keys, f"[[{name}]] {number}", ignored=ignored) for number, row in enumerate(found, 1)]
        return made if len(self.problems) == before else []

    def read(self, table: Table, keys: Sequence[Key], where: str, *, ignored: Sequence[str] = ()) -> dict[str, Any]:
        """Return the facts of one table; keys left out are not in it unless their kind has an empty value."""
        facts: dict[str, Any] = {}
        for key in keys:
            if key.name not in table:
                if key.needed:
                    self.say(N_("%(where)s: thiếu “%(key)s”."), where=where, key=key.name)
                continue
            try:
                facts[key.attribute] = _value(table[key.name], key.kind)
            except ValueError:
                self._wrong(where, key)
        for name in sorted(set(table) - {key.name for key in keys} - set(ignored)):
            self.say(N_("%(where)s: không biết “%(key)s”. Hãy xem lại chính tả."), where=where, key=name)
        return facts

    def _wrong(self, where: str, key: Key) -> None:
        if isinstance(key.kind, str):
            message = N_("%(where)s: “%(key)s” không đúng. Cần %(wanted)s.")
            self.say(message, where=where, key=key.name, wanted=EXAMPLES[key.kind])
        else:
            choices = ", ".join(item.value for item in key.kind)
            self.say(
                N_("%(where)s: “%(key)s” phải là một trong: %(wanted)s."), where=where, key=key.name, wanted=choices
            )

    def say(self, message: str, **values: object) -> None:
        """Note a problem."""
        self.problems.append(Problem(message, "book", values))


def _value(raw: Any, kind: str | type[StrEnum]) -> Any:
    """Return a raw value as its kind, ValueError when it is of another."""
    if not isinstance(kind, str):
        return kind(raw)
    if kind == "flag" or kind == "whole":
        if type(raw) is not (bool if kind == "flag" else int):
            raise ValueError
        return raw
    if kind == "words":
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            raise ValueError
        return tuple(clean(item) for item in raw)
    if kind == "date" and type(raw) is date:
        return raw
    if kind == "moment" and isinstance(raw, datetime):
        return raw if raw.tzinfo else raw.replace(tzinfo=VIETNAM)
    if not isinstance(raw, str):
        raise ValueError
    if kind == "date":
        return date.fromisoformat(raw)
    if kind == "moment":
        moment = datetime.fromisoformat(raw)
        return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    return clean_lines(raw) if kind == "lines" else clean(raw)


def read_book(book: Table) -> RuleBook:
    """Return a rule book's facts; RuleError with one problem for each wrong, missing or unknown key.

    Facts are read, not judged: ``contest/rules/editions.py`` says whether they make sense.
    """
    reader = Reader(book)
    known = {"edition", "eligibility", "scoring", "documents", "phases", "fields", "divisions", "sections", "slots"}
    for name in sorted(set(book) - known - {"criteria", "prizes"}):
        reader.say(N_("Không biết mục [%(where)s]."), where=name)
    if "edition" not in book:
        reader.say(N_("Thiếu mục [edition]. Tệp này có phải tệp thể lệ không?"))
        raise RuleError(reader.problems)
    facts = reader.table("edition", EDITION)
    facts |= reader.table("eligibility", ELIGIBILITY, ignored=("region",))
    facts |= reader.table("scoring", SCORING, ignored=("decimals",))
    if book.get("scoring", {}).get("decimals", 2) != 2:
        reader.say(N_("[scoring]: “decimals” phải là 2, điểm được tính chính xác đến hai chữ số."))
    rows = {
        name: reader.rows(name, keys)
        for name, keys in (
            ("fields", NAMED),
            ("divisions", NAMED),
            ("phases", PHASES),
            ("documents", DOCUMENTS),
            ("sections", SECTIONS),
            ("slots", SLOTS),
        )
    }
    refuse_if(reader.problems)
    facts.setdefault("title_en", "")
    return RuleBook(
        edition=EditionFacts(**facts),
        fields=tuple(FieldFacts(**_whole(row, NAMED)) for row in rows["fields"]),
        divisions=tuple(FieldFacts(**_whole(row, NAMED)) for row in rows["divisions"]),
        phases=tuple(PhaseFacts(**_whole(row, PHASES)) for row in rows["phases"]),
        documents=tuple(DocumentFacts(**_whole(row, DOCUMENTS)) for row in rows["documents"]),
        sections=tuple(SectionFacts(**_whole(row, SECTIONS)) for row in rows["sections"]),
        slots=tuple(SlotFacts(**_whole(row, SLOTS)) for row in rows["slots"]),
    )


def _whole(row: dict[str, Any], keys: Sequence[Key]) -> dict[str, Any]:
    """Return a row with the empty value of each key that was left out."""
    return {key.attribute: row.get(key.attribute, _EMPTY.get(str(key.kind))) for key in keys}


def write_book(book: RuleBook) -> dict[str, Any]:
    """Return a rule book as the tables of a TOML file."""
    edition = write_table(book.edition, EDITION)
    if book.edition.is_public:
        del edition["is_public"]
    opens = local(book.edition.opens_at)
    if opens.time() == time(0):
        edition["opens_on"] = opens.date().isoformat()
    tables: dict[str, Any] = {
        "edition": edition,
        "eligibility": write_table(book.edition, ELIGIBILITY),
        "scoring": write_table(book.edition, SCORING) | {"decimals": 2},
    }
    for name, rows, keys in (
        ("documents", book.documents, DOCUMENTS),
        ("phases", book.phases, PHASES),
        ("fields", book.fields, NAMED),
        ("divisions", book.divisions, NAMED),
        ("sections", book.sections, SECTIONS),
        ("slots", book.slots, SLOTS),
    ):
        if rows:
            tables[name] = [write_table(row, keys) for row in rows]
    return tables


def write_table(facts: object, keys: Sequence[Key]) -> dict[str, Any]:
    """Return facts as one table; a fact that is None is left out."""
    values = ((key.name, getattr(facts, key.attribute)) for key in keys)
    return {name: _plain(value) for name, value in values if value is not None}


def _plain(value: Any) -> Any:
    """Return a fact as TOML holds it: moments in Vietnamese time without zone."""
    if isinstance(value, datetime):
        return local(value).replace(tzinfo=None).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, tuple) else value

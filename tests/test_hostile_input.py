"""What nobody types but somebody sends: in every address and every field, as an insider, never a fault of ours.

Nothing is kept of these requests (their commits only flush), so that each meets the same prepared contest.
"""

import io
import random
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from wtforms import BooleanField, FileField, HiddenField, MultipleFileField, PasswordField
from wtforms.fields.choices import SelectFieldBase
from wtforms.fields.form import FormField
from wtforms.fields.list import FieldList

from contest.db import Database
from contest.forms import base
from contest.models.accounts import RoleGrant
from contest.models.attachments import Attachment, Picture
from contest.models.awards import Award, Decision
from contest.models.consents import Consent
from contest.models.editions import Counter
from contest.models.people import Author, Supervisor
from contest.rules.access import Viewer
from contest.rules.kinds import Channel, ConsentGiver, ConsentScope, FileState, JudgeState, RecipientKind
from contest.services import awards
from contest.views.editions import PARTS
from judging.models.scoring import ScoreSheet
from judging.services import assignment, conflicts, prizes
from tests import factories, judging_factories, prize_factories
from tests.conftest import Cast
from tests.judging_scene import Scene, in_judging, scored

PEOPLE = {
    "anyone": None,
    "signed_in": "an",
    "staff": "oanh",
    "organiser": "oanh",
    "secretary": "thu",
    "admin_only": "admin",
    "entry_reader": "an",
    "entry_editor": "an",
    "file_reader": "an",
    "judge": "giang",
    "queue_entry": "giang",
}
"""Who asks, by the guard of the page."""

NOISE = "".join(random.Random(7).choices("abcdđêơ0123456789-_.~", k=100_000))
ODD_PARTS = (
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%E2%80%AE",
    "-1",
    "9" * 5000,
    "99999999999",
    "'%20OR%201=1--",
    "%F0%9F%98%80",
)
"""What stands in an address instead of a code or a number, percent-encoded."""
ODD_QUERIES = ("%00", "%ED%A0%80%E2%80%AE", "-1", "9" * 5000, "'%22<b>%F0%9F%98%80%25_\\")
QUESTIONS = (
    *("q", "page", "lang", "next", "field", "state", "tier", "sort", "channel", "action", "check", "judge", "short"),
    *("print", "size", "sent", "v"),
)
ODD_TEXTS = ("\0", "\u202ea\0b<script>alert(1)</script>' OR 1=1 -- 😀 %s {0} {{7*7}}", NOISE[:3000])
ODD_NUMBERS = ("-1", "999999999", "999999999999999", "9" * 5000, "01/01/0001 00:00")
ODD_CHOICES = ("a\0b", "9" * 30)


def _scene(session: Session, cast: Cast) -> dict[str, Any]:
    """Make a contest with something of everything, and return what addresses name by the names of their parts."""
    scene = Scene(session, cast, entries=2)
    file_id = scene.add_pictures(session, cast.app.extensions["storage"])
    edition, boss = scene.edition, Viewer(id=cast.ids["oanh"], name="Hoàng Kim Oanh", roles=frozenset())
    for judge in scene.judges:
        scored(session, scene, judge, scene.entries[0], (3000, 2500, 2500))
    panel = judging_factories.panel(session, edition, scene.judges)
    judging_factories.prize_rows(session, edition)
    decision = prize_factories.decided(session, edition, by=boss)
    issued = prize_factories.issued(session, edition, by=boss)
    _honour(session, decision, boss)
    prizes.propose(session, edition, by=boss, now=prize_factories.THEN)
    plan = assignment.plan_assignment(session, edition, seed=1, by=boss, now=prize_factories.THEN)
    conflict = conflicts.record_conflict(
        session, scene.judges[1], scene.entries[1], reason="Cùng trường", by=boss, now=prize_factories.THEN
    )
    invited = judging_factories.judge(session, edition, cast.account(session, "an"), "J09")
    invited.state = JudgeState.INVITED
    session.add(Counter(name=f"dossier {edition.id} 01", last=9))
    paper = factories.entry(session, edition, cast.account(session, "manh"), channel=Channel.PAPER)
    judging_factories.submitted(session, paper)
    draft = factories.entry(session, edition, cast.account(session, "an"), authors=("Sùng A Páo", "Sùng Thị Mỷ"))
    draft_file, consent = _parts(session, draft.id, draft.authors[0], cast.ids["an"])
    session.commit()
    return {
        "edition_code": edition.code,
        "entry_id": {"entries": draft.public_id, "organise": paper.public_id},
        "entry_code": scene.entries[1].public_id,
        "dossier_code": scene.entries[0].dossier_code,
        "blind_code": scene.entries[1].blind_code,
        "attachment_id": {"entries": draft_file, "files": draft_file, "judge": file_id},
        "author_id": draft.authors[0].id,
        "consent_id": consent,
        "supervisor_id": session.scalars(select(Supervisor.id)).one(),
        "number": 1,
        "judge_id": {"judge": invited.id, "organise": scene.judges[2].id},
        "assignment_id": scene.assignments[1].id,
        "award_id": session.scalars(select(Award.id).limit(1)).one(),
        "certificate_id": issued[0].id,
        "conflict_id": conflict.id,
        "panel_id": panel.id,
        "plan_id": plan.id,
        "sheet_id": session.scalars(select(ScoreSheet.id).limit(1)).one(),
        "version": 2,
        "prize_row_id": 1,
        "field_id": 0,
        "sign_in_id": 1,
        "slot_code": "description",
        "section_code": "novelty",
        "part": "facts",
        "code": issued[0].code,
        "name": "css/site.css",
        "fields": _right_fields(session, cast, scene),
    }


def _right_fields(session: Session, cast: Cast, scene: Scene) -> dict[str, dict[str, str]]:
    """Return by endpoint what no form offers by itself."""
    person = cast.account(session, "manh")
    grant = session.scalars(select(RoleGrant.id).where(RoleGrant.account_id == cast.ids["thu"])).one()
    judge = {"judge": str(scene.judges[2].id)}
    return {
        "staff.grant": {"account": person.public_id, "role": "secretary"},
        "staff.issue_code": {"account": person.public_id},
        "staff.withdraw": {"grant": str(grant)},
        "judges.invite": {"account": str(person.id)},
        "assignment.entry": judge,
        "conflicts.index": {**judge, "entry": scene.entries[1].dossier_code or ""},
        "prizes.change": {"code": scene.entries[0].dossier_code or ""},
        "sign_ins.sign_in_now": {"contact": person.sign_in_name, "replay": ""},
        "accounts.forgotten": {"contact": person.sign_in_name},
        "certificates.print_list": {"which": "all", "only": ""},
    }


def _honour(session: Session, decision: Decision, boss: Viewer) -> None:
    awards.record_honour(
        session,
        decision,
        recipient_kind=RecipientKind.PERSON,
        recipient="Lò Văn Sơn",
        salutation="ong",
        unit_name="Trường THPT",
        merit="Đã giúp Hội thi",
        by=boss,
        now=prize_factories.THEN,
    )


def _parts(session: Session, entry_id: int, author: Author, owner_id: int) -> tuple[str, int]:
    """Give a draft a teacher, a consent and a file, and return the file's public id and the consent's number."""
    then = prize_factories.THEN
    consent = Consent(
        author_id=author.id,
        scope=ConsentScope.TAKE_PART,
        giver=ConsentGiver.AUTHOR,
        giver_name=author.full_name,
        channel=Channel.ONLINE,
        text_version="2026-1",
        given_at=then,
        recorded_by_id=owner_id,
    )
    file = Attachment(
        public_id="f" * 32,
        entry_id=entry_id,
        slot_code="description",
        file_name="mo-ta.pdf",
        kind="pdf",
        size=10,
        sha256="1" * 64,
        state=FileState.READY,
        page_count=1,
        uploaded_at=then,
        uploaded_by_id=owner_id,
    )
    file.pictures = [Picture(page=1, sha256="2" * 64, media_type="image/webp", width=1, height=1)]
    session.add_all([consent, file, Supervisor(entry_id=entry_id, full_name="Vàng Thị Thầy")])
    session.flush()
    return file.public_id, consent.id


class Sender:
    """Sends what is odd to the pages of an application, and notes every fault."""

    def __init__(self, cast: Cast, values: dict[str, Any]) -> None:
        self.cast, self.values = cast, values
        self.right: dict[str, dict[str, str]] = values["fields"]
        self.client = FlaskClient(cast.app, cast.app.response_class, use_cookies=False)
        with in_judging():  # a sign-in of September lasts in June too
            names = {name for name in PEOPLE.values() if name}
            self.cookies = {name: cast.client(name).get_cookie("hoithi") for name in names}
        self.faults: list[str] = []
        self.sent = 0
        self.seen: dict[int, int] = {}

    def rules(self, method: str) -> list[tuple[Rule, str]]:
        """Return every rule that takes a method, with the guard of its page."""
        views = self.cast.app.view_functions
        rules = [rule for rule in self.cast.app.url_map.iter_rules() if method in (rule.methods or ())]
        return [(rule, views[rule.endpoint].guard) for rule in rules]  # type: ignore[attr-defined]

    def address(self, rule: Rule, **odd: str) -> str:
        """Return the address of a page, with some of its parts odd."""
        text = ""
        kind = rule.rule.split("/")[1]
        for is_part, data in rule._trace:
            if not is_part:
                text += data
                continue
            value = self.values[data]
            text += odd.get(data) or quote(str(value[kind] if isinstance(value, dict) else value))
        return text.lstrip("|")

    def send(self, method: str, guard: str, address: str, **options: Any) -> int:
        """Send one request; an exception and an answer from 500 on are faults."""
        self.sent += 1
        cookie = self.cookies.get(PEOPLE[guard] or "")
        headers = {"Cookie": f"hoithi={cookie.value}"} if cookie else {}
        try:
            with in_judging() if guard in ("judge", "queue_entry") else nullcontext():
                status = self.client.open(address, method=method, headers=headers, **options).status_code
        except Exception as error:  # whatever it is, it is what is looked for
            self.faults.append(
                f"{method} {address[:90]} {str(options)[:160]}: {type(error).__name__} {str(error)[:200]}"
            )
            return 500
        self.seen[status] = self.seen.get(status, 0) + 1
        if status >= 500:
            self.faults.append(f"{method} {address[:90]} {str(options)[:160]}: {status}")
        return status


@pytest.fixture
def sender(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Sender:
    """Give a sender to a prepared contest that keeps nothing of what it is sent."""
    with cast.database.session(write=True) as session:
        values = _scene(session, cast)
    made = Sender(cast, values)
    opened = Database.session

    def forgetful(self: Database, *, write: bool = False) -> Session:
        session = opened(self, write=write)
        session.commit = session.flush  # type: ignore[method-assign]
        return session

    monkeypatch.setattr(Database, "session", forgetful)
    return made


def test_odd_addresses_are_pages_that_do_not_exist(sender: Sender) -> None:
    """Every part of every address, one at a time: NUL, surrogates, huge and negative numbers, quotes, emoji."""
    for rule, guard in sender.rules("GET"):
        for part in rule.arguments:
            for odd in ODD_PARTS:
                sender.send("GET", guard, sender.address(rule, **{part: odd}))
    assert "\n".join(sender.faults) == ""
    assert sender.sent > 500


def test_odd_questions_are_harmless(sender: Sender) -> None:
    """Every list and page with an odd value for every word that addresses know."""
    for rule, guard in sender.rules("GET"):
        if rule.endpoint == "certificates.drafts":
            continue  # it reads no question, and drawing takes a second
        address = sender.address(rule)
        sender.send("GET", guard, address)
        for odd in ODD_QUERIES:
            sender.send("GET", guard, f"{address}?" + "&".join(f"{word}={odd}" for word in QUESTIONS))
    assert "\n".join(sender.faults) == ""
    assert sender.seen[200] > 200


Known = dict[str, tuple[str, str]]
"""Field name -> (kind, a value that a browser would send)."""


@pytest.fixture
def known_fields(monkeypatch: pytest.MonkeyPatch) -> Known:
    """Give the notebook of the fields of every form that is looked at, filled as a page would show them."""
    known: Known = {}
    validate = base.Form.validate

    def spy(self: base.Form, *args: Any, **options: Any) -> bool:
        _note(self, known)
        return bool(validate(self, *args, **options))

    monkeypatch.setattr(base.Form, "validate", spy)
    return known


def _note(form: Any, known: Known) -> None:
    for field in form:
        if isinstance(field, FieldList):
            for entry in field.entries:
                _note(entry.form, known)
        elif isinstance(field, FormField):
            _note(field.form, known)
        elif isinstance(field, BooleanField):
            known[field.name] = ("box", "" if field.short_name == "remove" else "y")
        elif isinstance(field, FileField | MultipleFileField):
            known[field.name] = ("file", "")
        elif isinstance(field, PasswordField):
            known[field.name] = ("text", factories.PASSWORD)
        elif isinstance(field, SelectFieldBase):
            offered = [str(choice.value) for choice in field.choices or () if str(choice.value)]
            shown = field.data if isinstance(field.data, str | int) else ""
            known[field.name] = ("choice", str(shown or (offered[0] if offered else "")))
        elif isinstance(field, HiddenField):
            known[field.name] = ("choice", str(field.data or ""))
        else:
            kind = _kind(field)
            known[field.name] = (kind, str(field._value() or "") or _plausible(kind, field))


def _kind(field: Any) -> str:
    numbers = (base.WholeNumber, base.Hundredths, base.VietnameseDate, base.VietnameseMoment)
    return "number" if isinstance(field, numbers) or field.name.startswith("mark-") else "text"


def _plausible(kind: str, field: Any) -> str:
    if isinstance(field, base.VietnameseDate):
        return "01/06/2026"
    if isinstance(field, base.VietnameseMoment):
        return "31/07/2026 17:00"
    return "" if field.short_name == "position" else "1" if kind == "number" else "Một điều 0912345678"


def _bodies(known: Known) -> Iterator[dict[str, Any]]:
    """Yield what is sent to one page: everything odd at once, then what is odd among what is right."""
    right = {name: value for name, (kind, value) in known.items() if kind != "file" and value}
    yield right
    yield dict.fromkeys(known, "9" * 30)
    texts = [name for name, (kind, _) in known.items() if kind == "text"]
    for odd in ODD_TEXTS:
        yield {**right, **dict.fromkeys(texts, odd)}
    for name in texts[:2]:
        yield {**right, name: ODD_TEXTS[1]}
    for name in texts[:1]:
        yield {**right, name: NOISE}
    numbers = [name for name, (kind, _) in known.items() if kind == "number"]
    for odd in ODD_NUMBERS:
        yield {**right, **dict.fromkeys(numbers, odd)}
    for name in numbers[:4]:
        yield {**right, name: ODD_NUMBERS[1]}
    for name in [name for name, (kind, _) in known.items() if kind == "choice"][:4]:
        for odd in ODD_CHOICES:
            yield {**right, name: odd}


def test_odd_fields_are_told_or_kept_as_text(sender: Sender, known_fields: Known) -> None:
    """Every field of every form: refused in words (4xx), or taken as plain text; never a fault."""
    for rule, guard in sender.rules("POST"):
        addresses = [sender.address(rule)]
        if rule.endpoint == "editions.edit":
            addresses = [sender.address(rule, part=part) for part in PARTS]
        for address in addresses:
            known_fields.clear()
            sender.send("POST", guard, address)
            right = sender.right.get(rule.endpoint, {})
            known_fields.update({name: ("choice", value) for name, value in right.items()})
            for body in list(_bodies(known_fields)):
                sender.send("POST", guard, address, data=body)
    assert "\n".join(sender.faults) == ""
    assert sender.sent > 1000


def test_odd_files_and_bodies_are_refused(sender: Sender) -> None:
    """A file name of nothing but oddities, a body in JSON, a field sent a thousand times."""
    for rule, guard in sender.rules("POST"):
        address = sender.address(rule)
        sender.send("POST", guard, address, json={"text": "\ud800", "revision": [1], "contact": 5})
        sender.send("POST", guard, address, data=b"[1", content_type="application/json")
        sender.send("POST", guard, address, data={"revision": ["1"] * 1000})
        for name in ("a\0b.pdf", "../../../etc/passwd", "\u202efdp.exe", NOISE[:3000] + ".pdf"):
            files = {"description-files": (io.BytesIO(b"%PDF-1.7"), name), "book": (io.BytesIO(b"a\0= 1"), name)}
            if rule.endpoint in ("attachments.upload", "rulebooks.new_from_file"):
                sender.send("POST", guard, address, data=files)
    assert "\n".join(sender.faults) == ""

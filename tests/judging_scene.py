"""A judging day for tests: September 2026, judges with seats, valid entries in their queues, files with pictures."""

import io
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import time_machine
from PIL import Image
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from contest.adapters.storage import Storage
from contest.models.accounts import Account
from contest.models.attachments import Attachment, Picture
from contest.models.editions import Edition
from contest.models.entries import Entry
from contest.rules.kinds import FileState
from contest.services.editions import find_edition
from judging.models.assignment import Assignment
from judging.models.panels import Judge
from judging.models.rubrics import Rubric
from tests import factories, judging_factories
from tests.conftest import Cast

JUDGING = datetime(2026, 9, 10, 3, 0, tzinfo=UTC)
"""A moment in the judging phase of the factories' editions."""

CANARIES = (
    "Canhyến Tácgiả",
    "Hợp tác xã Chim Canhyến",
    "Xã Canhyến Núi",
    "anh-cua-canhyen.pdf",
    "Thầy Canhyến",
    "0909123999",
)
"""Names that no judge may ever see: author, unit, commune, file name, teacher, phone."""


class Scene:
    """What the tests of judging need at hand."""

    def __init__(self, session: Session, cast: Cast, *, entries: int, blind: bool = True) -> None:
        self.cast = cast
        edition = find_edition(session, cast.edition_code)
        assert edition is not None
        self.edition: Edition = edition
        edition.blind = blind
        self.rubric: Rubric = judging_factories.rubric(session, edition)
        self.rubric.criteria[0].bands = [
            {"low": 0, "high": 0, "text": "Không mới", "text_en": "Not new"},
            {"low": 50, "high": 2000, "text": "Cải tiến nhỏ", "text_en": "Small"},
            {"low": 2050, "high": 4000, "text": "Rất mới", "text_en": "Very new"},
        ]
        giang = cast.account(session, "giang")
        self.judges: list[Judge] = [judging_factories.judge(session, edition, giang)]
        for number in (2, 3):
            other = factories.account(session, f"Giám Khảo Số {number}", role="judge", edition=edition.code)
            self.judges.append(judging_factories.judge(session, edition, other, f"J{number:02d}"))
        owner = cast.account(session, "an")
        self.entries: list[Entry] = [self.add_entry(session, owner, number) for number in range(1, entries + 1)]
        self.assignments: list[Assignment] = [
            judging_factories.assign(session, self.judges[0], entry) for entry in self.entries
        ]

    def add_entry(self, session: Session, owner: Account, number: int) -> Entry:
        """Return a valid entry that carries every canary, with a PDF of two pages."""
        entry = factories.entry(
            session,
            self.edition,
            owner,
            title=f"Giải pháp thử số {number}",
            authors=(CANARIES[0],),
            place_of_use=CANARIES[2],
        )
        entry.unit_name, entry.commune_name, entry.phone = CANARIES[1], CANARIES[2], CANARIES[5]
        submission = judging_factories.submitted(session, entry)
        attachment = Attachment(
            public_id=secrets.token_hex(8),
            entry_id=entry.id,
            slot_code="description",
            file_name=CANARIES[3],
            kind="pdf",
            size=1000,
            sha256="0" * 64,
            state=FileState.READY,
            page_count=2,
            uploaded_at=judging_factories.WHEN,
            uploaded_by_id=owner.id,
        )
        session.add(attachment)
        session.flush()
        submission.content = {
            **submission.content,
            "supervisors": [{"full_name": CANARIES[4], "phone": CANARIES[5], "subject": "", "workplace": CANARIES[1]}],
            "attachments": [
                {
                    "id": attachment.public_id,
                    "slot": "description",
                    "slot_label": "Bản mô tả",
                    "name": CANARIES[3],
                    "kind": "pdf",
                    "size": 1000,
                    "sha256": "0" * 64,
                }
            ],
        }
        session.flush()
        return judging_factories.valid(session, entry, number)

    def add_pictures(self, session: Session, storage: Storage) -> str:
        """Put two page pictures under the first entry's file and return the file's public id."""
        attachment = session.scalars(select(Attachment).where(Attachment.entry_id == self.entries[0].id)).one()
        for page in (1, 2):
            stream = io.BytesIO()
            Image.new("L", (60, 80), 255 - page).save(stream, "WEBP", lossless=True)
            stored = storage.put(io.BytesIO(stream.getvalue()))
            attachment.pictures.append(
                Picture(page=page, sha256=stored.sha256, media_type="image/webp", width=60, height=80)
            )
        session.flush()
        return attachment.public_id

    def address(self, number: int = 1, rest: str = "") -> str:
        """Return the address of an entry of the queue."""
        return f"/judge/{self.edition.code}/entries/M{number:04d}{rest}"

    def typed(self, *marks: str, revision: int = 0, **more: Any) -> dict[str, Any]:
        """Return what a browser sends for marks in the order of the criteria."""
        found = {f"mark-{c.id}": mark for c, mark in zip(self.rubric.criteria, marks, strict=True)}
        return {**found, "remark": "", "recommendation": "", "revision": str(revision), "act": "save", **more}


def scored(session: Session, scene: Scene, judge: Judge, entry: Entry, marks: Sequence[int]) -> None:
    """Give an entry a submitted sheet of a judge."""
    known = [a for a in scene.assignments if a.judge_id == judge.id and a.entry_id == entry.id]
    assignment = known[0] if known else judging_factories.assign(session, judge, entry)
    judging_factories.sheet(session, assignment, scene.rubric, marks)


@contextmanager
def in_judging() -> Iterator[None]:
    """Stop the server's clock in the judging phase."""
    with time_machine.travel(JUDGING, tick=False):
        yield


@contextmanager
def counted_statements(cast: Cast) -> Iterator[list[str]]:
    """Collect the SQL statements that the application sends."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(cast.database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(cast.database.engine, "before_cursor_execute", note)

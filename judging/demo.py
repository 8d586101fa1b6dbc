"""The demonstration: both contests filled with invented people, one open, one in judging, one finished.

A composition root like ``contest/worker.py``: it owns its transactions and calls the services of both packages,
each at the moment at which a person would have done it.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.adapters.demo_papers import StoredPaper, Wanted, make_papers
from contest.adapters.demo_words import EntryDraft, entry_drafts
from contest.adapters.passwords import hash_password
from contest.adapters.rulebooks import load_rulebook, shipped
from contest.config import Settings
from contest.db import Database
from contest.models.accounts import Account
from contest.models.editions import Edition
from contest.models.entries import Entry
from contest.rules.access import Viewer
from contest.rules.kinds import AccountKind, Channel, EntryState, Role
from contest.rules.text import fold
from contest.services import accounts, entries, intake, organisations
from contest.services.demo_entries import DemoFile, DemoPicture, add_entry
from judging import demo_judges, demo_results
from judging.services.rulebooks import import_rulebook

PASSWORD = "sáng tạo demo"  # noqa: S105 - printed by the command, for a demonstration on this machine only
ACCOUNTS = (
    ("organiser", "organiser@demo.example.vn"),
    ("secretary", "secretary@demo.example.vn"),
    ("judge", "nguyen.the.bach@judges.example.vn"),
    ("entrant", "entrant@demo.example.vn"),
    ("teacher", "teacher@demo.example.vn"),
)
"""One account for each role, as the command prints them."""
REJECTIONS = (
    "Giải pháp đã đạt giải ở kỳ thi trước.",
    "Sản phẩm mua sẵn, tác giả không chứng minh được phần tự làm.",
    "Giải pháp trùng với hồ sơ khác đã nộp trong kỳ này.",
)
CORRECTIONS = (
    "Ảnh sản phẩm mờ, không nhìn rõ các bộ phận. Đề nghị gửi lại ảnh chụp đủ sáng.",
    "Bản mô tả thiếu trang kết quả thử nghiệm. Đề nghị bổ sung.",
    "Tổng tỷ lệ đóng góp đúng nhưng chưa có chữ ký xác nhận của đơn vị. Đề nghị gửi bản có xác nhận.",
)
"""What the secretary of the demonstration writes."""
OPEN_ENTRIES, FINISHED_ENTRIES, FILES_FOR = 33, 42, 120
Say = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Size:
    """How large a demonstration is: entries in all three editions, judges and sheets in the one that is judged."""

    entries: int = 120
    judges: int = 18
    sheets_per_entry: int = 3
    seed: int = 2026
    files_for: int = FILES_FOR

    @property
    def judged(self) -> int:
        """Return the number of entries of the edition in judging."""
        return max(self.entries - OPEN_ENTRIES - FINISHED_ENTRIES, 12)


@dataclass
class Cast:
    """The people with a role in the demonstration, by what they are."""

    organiser: Viewer
    secretary: Viewer
    entrant: Account
    teacher: Account


class Demo:
    """One filling of an empty database."""

    def __init__(self, database: Database, settings: Settings, size: Size, say: Say) -> None:
        self.database, self.settings, self.size, self.say = database, settings, size, say
        self.rng = random.Random(size.seed)  # noqa: S311 - a demonstration that repeats, no secret
        self.today = datetime.now(UTC).replace(hour=3, minute=0, second=0, microsecond=0)
        self.digest = hash_password(PASSWORD)
        self.communes: dict[str, int] = {}

    def fill(self) -> None:
        """Fill the database: units, people, three editions."""
        with self.database.writing() as session:
            organisations.import_units(session)
            self.communes = {name: id_ for id_, name in organisations.list_communes(session, day=self.today.date())}
            cast = self._cast(session)
        youth = entry_drafts("youth", FINISHED_ENTRIES + OPEN_ENTRIES, self.size.seed)  # no title in both years
        stkt = entry_drafts("stkt", self.size.judged, self.size.seed)
        self._edition("youth", "youth-2026", youth[:FINISHED_ENTRIES], self._finished, cast, closed_days=170)
        self._edition("stkt", "stkt-2026", stkt, self._judged, cast, closed_days=70)
        self._edition("youth", "youth-2027", youth[FINISHED_ENTRIES:], self._open, cast, closed_days=-45)

    def account(
        self, session: Session, name: str, contact: str, kind: AccountKind, *, admin: bool = False, unit: str = ""
    ) -> Account:
        """Return a new account with the demonstration's password."""
        account = accounts.register(
            session,
            full_name=name,
            contact=contact,
            password=None,
            kind=kind,
            unit_name=unit,
            is_admin=admin,
            now=self.today - timedelta(days=400),
        )
        account.password_hash = self.digest
        return account

    def _cast(self, session: Session) -> Cast:
        union = "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh Tuyên Quang"
        staff = AccountKind.STAFF
        organiser = self.account(session, "Hoàng Kim Oanh", "organiser@demo.example.vn", staff, admin=True, unit=union)
        secretary = self.account(session, "Ma Thị Thu", "secretary@demo.example.vn", staff, unit=union)
        entrant = self.account(session, "Giàng A Pao", "entrant@demo.example.vn", AccountKind.ADULT)
        school = "Trường PTDTBT THCS Sủng Là"
        teacher = self.account(session, "Nông Thị Hiền", "teacher@demo.example.vn", AccountKind.TEACHER, unit=school)
        return Cast(
            Viewer(id=organiser.id, name=organiser.full_name, is_admin=True),
            Viewer(id=secretary.id, name=secretary.full_name),
            entrant,
            teacher,
        )

    def _edition(
        self,
        preset: str,
        code: str,
        drafts: Sequence[EntryDraft],
        go_on: Callable[[Session, Edition, list[Entry], Cast], None],
        cast: Cast,
        *,
        closed_days: int,
    ) -> None:
        book = load_rulebook(next(path for path in shipped() if path.stem == preset))
        closes = self.today - timedelta(days=closed_days) + timedelta(hours=7)
        _move(book, code, closes, year_shift=1 if code.endswith("2027") else 0)
        book["scoring"]["judges_per_entry"] = self.size.sheets_per_entry if preset == "stkt" else 3
        book["scoring"]["quorum"] = min(3, book["scoring"]["judges_per_entry"])
        count = len(drafts)
        files = self._files(drafts, code)
        with self.database.writing() as session:
            edition = import_rulebook(session, book, by=cast.organiser, now=closes - timedelta(days=220))
            secretary = session.get_one(Account, cast.secretary.id)
            accounts.grant_role(session, secretary, edition, Role.SECRETARY, by=cast.organiser, now=edition.created_at)
        made: list[Entry] = []
        for start in range(0, count, 100):
            with self.database.writing() as session:
                edition = session.merge(edition)
                for number in range(start, min(start + 100, count)):
                    made.append(self._entry(session, edition, drafts[number], files, number, cast, closes))
                    self.say(f"{code}: hồ sơ", number + 1, count)
        with self.database.writing() as session:
            edition = session.get_one(Edition, edition.id)
            again = list(session.scalars(select(Entry).filter_by(edition_id=edition.id).order_by(Entry.id)))
            go_on(session, edition, again, cast)

    def _files(self, drafts: Sequence[EntryDraft], code: str) -> list[list[DemoFile]]:
        """Make the files of the first entries; a larger set shares theirs."""
        wanted = [
            [
                Wanted("description", "pdf", "bản mô tả.pdf", draft.title, draft.sections, number),
                Wanted("photos", "image", "ảnh sản phẩm.jpg", draft.title, {}, number),
                *(
                    [Wanted("full_text", "docx", "toàn văn.docx", draft.title, draft.sections, number)]
                    * (number % 4 == 0)
                ),
            ]
            for number, draft in enumerate(drafts[: self.size.files_for])
        ]
        first = "statement" if code.startswith("youth") else "description"
        flat = [item for group in wanted for item in group if code.startswith("stkt") or item.slot != "full_text"]
        done: dict[int, list[DemoFile]] = {}
        for number, paper in enumerate(make_papers(flat, self.settings.uploads_dir, inspect=code != "youth-2027"), 1):
            slot = first if paper.wanted.slot == "description" else paper.wanted.slot
            done.setdefault(paper.wanted.seed, []).append(_demo_file(paper, slot))
            self.say(f"{code}: tệp", number, len(flat))
        return [done[number] for number in sorted(done)]

    def _entry(
        self,
        session: Session,
        edition: Edition,
        draft: EntryDraft,
        files: list[list[DemoFile]],
        number: int,
        cast: Cast,
        closes: datetime,
    ) -> Entry:
        """Write one entry and, but for some drafts of an open edition, submit it before the deadline."""
        is_open = closes > self.today
        whole = not is_open or number % 3 != 2
        last = min(closes, self.today) - timedelta(hours=5)
        when = last - timedelta(days=self.rng.betavariate(1, 3) * 60, minutes=self.rng.randrange(600))
        if (draft.created_year, draft.created_month) > (when.year, when.month):
            draft = replace(draft, created_year=when.year, created_month=when.month)
        channel = Channel.PAPER if not is_open and number % 15 == 7 else Channel.ONLINE
        owner = self._owner(session, draft, number, cast)
        entry = add_entry(
            session,
            edition,
            draft,
            owner=owner,
            communes=self.communes,
            files=files[number % len(files)],
            whole=whole,
            rng=self.rng,
            now=when,
            channel=channel,
        )
        if whole:
            if channel is Channel.PAPER:
                entry.postmark_date = when.date()
                session.flush()  # submitting reads the entry anew
            by = cast.secretary if channel is Channel.PAPER else Viewer(id=owner.id, name=owner.full_name)
            entries.submit(session, entry, by=by, now=when + timedelta(hours=2))
        return entry

    def _owner(self, session: Session, draft: EntryDraft, number: int, cast: Cast) -> Account:
        if number % 12 == 0:
            return session.merge(cast.teacher if draft.contest_type == "youth" else cast.entrant)
        lead = draft.supervisor or draft.authors[0]
        kind = AccountKind.TEACHER if draft.supervisor else AccountKind.ADULT
        contact = f"{fold(lead.full_name).replace(' ', '.').replace(chr(39), '')}.{draft.contest_type}{number}"
        found = accounts.find_account(session, f"{contact}@demo.example.vn")
        return found or self.account(session, lead.full_name, f"{contact}@demo.example.vn", kind, unit=draft.unit_name)

    def _open(self, session: Session, edition: Edition, made: list[Entry], cast: Cast) -> None:
        """Leave an open edition with dossiers at every step of the desk."""
        waiting = [entry for entry in made if entry.state is EntryState.SUBMITTED]
        self._screen(session, waiting[: len(waiting) // 3], cast, now=self.today - timedelta(hours=4))

    def _judged(self, session: Session, edition: Edition, made: list[Entry], cast: Cast) -> None:
        """Take an edition to the middle of judging: panels, assignment, two thirds of the sheets."""
        self._screen(session, made, cast, now=self.today - timedelta(days=50))
        demo_judges.seat(self, session, edition, edition.contest_type.value, cast.organiser)
        demo_results.score(self, session, edition, share=0.66, until=self.today - timedelta(hours=2))

    def _finished(self, session: Session, edition: Edition, made: list[Entry], cast: Cast) -> None:
        """Take an edition to its end: every sheet, prizes, decision, honours, certificates, publication."""
        self._screen(session, made, cast, now=self.today - timedelta(days=140))
        demo_judges.seat(self, session, edition, edition.contest_type.value, cast.organiser)
        demo_results.score(self, session, edition, share=1.0, until=self.today - timedelta(days=52))
        demo_results.award(self, session, edition, cast.organiser)

    def _screen(self, session: Session, waiting: Sequence[Entry], cast: Cast, *, now: datetime) -> None:
        for number, entry in enumerate(waiting):
            verdict, reason, due = EntryState.VALID, "", None
            if number % 19 == 11:
                verdict, reason = EntryState.REJECTED, REJECTIONS[number // 19 % len(REJECTIONS)]
            elif number % 17 == 9:
                verdict, reason = EntryState.CORRECTION, CORRECTIONS[number // 17 % len(CORRECTIONS)]
                due = now + timedelta(days=10)
            intake.screen(
                session, entry, verdict=verdict, reason=reason, correction_due=due, by=cast.secretary, now=now
            )


def _demo_file(paper: StoredPaper, slot: str) -> DemoFile:
    pictures = tuple(DemoPicture(*picture) for picture in paper.pictures)
    return DemoFile(slot, paper.wanted.name, paper.wanted.kind, paper.sha256, paper.size, paper.page_count, pictures)


def _move(book: dict[str, Any], code: str, closes: datetime, *, year_shift: int) -> None:
    """Give a preset its code and move its dates so that entries close at a moment."""
    facts = book["edition"]
    by = closes.date() - date.fromisoformat(str(facts["closes_at"])[:10])
    facts["code"] = code
    facts["edition_no"] += year_shift
    for name in ("title", "title_en"):
        facts[name] = facts[name].replace("2026", str(2026 + year_shift)).replace("19", str(19 + year_shift))
    facts["year_label"] = str(facts["year_label"]).replace("2026", str(2026 + year_shift))
    for table, names in (
        (facts, ("opens_on", "closes_at")),
        *((row, ("starts_at", "ends_at")) for row in book["phases"]),
    ):
        for name in names:
            day, _, clock = str(table[name]).partition("T")
            table[name] = f"{date.fromisoformat(day) + by}" + (f"T{clock}" if clock else "")


def fill(database: Database, settings: Settings, size: Size, say: Say) -> None:
    """Fill an empty, migrated database with the demonstration."""
    Path(settings.uploads_dir).mkdir(parents=True, exist_ok=True)
    Demo(database, settings, size, say).fill()

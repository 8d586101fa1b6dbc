"""The intake desk writes verdicts, numbers without gaps, other fields and paper dossiers, all in the trail."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db import Database
from contest.models.accounts import Account, OneTimeCode
from contest.models.audit import AuditEvent
from contest.models.editions import Counter, Edition
from contest.models.entries import Entry
from contest.models.mail import Message
from contest.rules.access import Viewer
from contest.rules.kinds import Channel, EntryState, Role
from contest.rules.problems import RuleError, StaleError
from contest.services import audit, audit_trail, intake, intake_lists, paper_dossiers
from contest.services.intake_lists import DossierFilter
from tests import factories, judging_factories

S = EntryState


@pytest.fixture
def edition(session: Session) -> Edition:
    """Give an edition."""
    return factories.edition(session)


@pytest.fixture
def thu(session: Session, edition: Edition) -> Viewer:
    """Give the secretary."""
    account = factories.account(session, "Ma Thị Thu", role="secretary", edition=edition.code)
    return Viewer(id=account.id, name=account.full_name, roles=frozenset({(edition.id, Role.SECRETARY)}))


def _dossier(session: Session, edition: Edition, title: str = "Máy tách hạt ngô", **values: object) -> Entry:
    entry = factories.entry(session, edition, factories.account(session), title=title, **values)  # type: ignore[arg-type]
    judging_factories.submitted(session, entry)
    session.expire(entry, ["current_submission"])
    return entry


def _screen(session: Session, entry: Entry, verdict: EntryState, by: Viewer, now: datetime, **more: object) -> None:
    reason = {"reason": "Thiếu ảnh", "correction_due": now + timedelta(days=7)} if verdict is not S.VALID else {}
    intake.screen(session, entry, verdict=verdict, by=by, now=now, **{**reason, **more})  # type: ignore[arg-type]


def test_a_valid_dossier_gets_number_code_and_message(
    session: Session, edition: Edition, thu: Viewer, now: datetime
) -> None:
    """One verdict writes state, number, blind code, a message to the owner, and events with before and after."""
    entry = _dossier(session, edition)
    _screen(session, entry, S.VALID, thu, now)
    assert (entry.state, entry.dossier_code, len(entry.blind_code or "")) == (S.VALID, "STKT06-01-001", 5)
    assert (entry.screened_by_id, entry.screened_at) == (thu.id, now)
    message = session.scalars(select(Message).where(Message.account_id == entry.owner_id)).one()
    assert message.subject == "Hồ sơ hợp lệ, mã số STKT06-01-001"
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.action for event in events] == ["entry.numbered", "entry.screened"]
    assert events[1].details["before"] == {"state": "submitted", "dossier_code": None}
    assert events[1].details["after"] == {"state": "valid", "dossier_code": "STKT06-01-001"}
    assert list(audit.broken_links(session)) == []


def test_numbers_have_no_gap_under_refusals(session: Session, edition: Edition, thu: Viewer, now: datetime) -> None:
    """Rejected, refused and rolled-back dossiers take no number; each field counts for itself."""
    dossiers = [_dossier(session, edition, f"Giải pháp {n}") for n in range(8)]
    second = _dossier(session, edition, "Cơ khí")
    second.field_id = edition.fields[1].id
    session.flush()
    _screen(session, dossiers[0], S.VALID, thu, now)
    _screen(session, dossiers[1], S.REJECTED, thu, now)
    with pytest.raises(RuleError):
        intake.screen(session, dossiers[2], verdict=S.CORRECTION, by=thu, now=now)
    broken = session.begin_nested()
    _screen(session, dossiers[3], S.VALID, thu, now)
    broken.rollback()
    session.refresh(dossiers[3])
    _screen(session, dossiers[4], S.VALID, thu, now)
    _screen(session, second, S.VALID, thu, now)
    _screen(session, dossiers[3], S.VALID, thu, now)
    given = [entry.dossier_code for entry in (dossiers[0], dossiers[4], dossiers[3], second)]
    assert given == ["STKT06-01-001", "STKT06-01-002", "STKT06-01-003", "STKT06-02-001"]
    assert dossiers[1].dossier_code is None


def test_many_secretaries_at_once_leave_no_gap(database: Database, now: datetime) -> None:
    """Verdicts given at the same moment, in transactions of their own, get the numbers from 1 up, each once."""
    with database.writing() as session:
        edition = factories.edition(session)
        ids = [_dossier(session, edition, f"Giải pháp {n}").id for n in range(6)]
        by = Viewer(id=factories.account(session, "Ma Thị Thu").id, name="Ma Thị Thu")

    def give(entry_id: int) -> str | None:
        with database.writing() as session:
            entry = session.get_one(Entry, entry_id)
            _screen(session, entry, S.VALID, by, now)
            return entry.dossier_code

    with ThreadPoolExecutor(6) as people:
        given = list(people.map(give, ids))
    assert sorted(filter(None, given)) == [f"STKT06-01-{n:03d}" for n in range(1, 7)]
    with database.reading() as session:
        assert list(audit.broken_links(session)) == []


def test_a_number_is_kept_and_never_used_again(session: Session, edition: Edition, thu: Viewer, now: datetime) -> None:
    """Back to correction and valid again keeps the number; another field takes a new one for good."""
    entry, other = _dossier(session, edition), _dossier(session, edition, "Khác")
    _screen(session, entry, S.VALID, thu, now)
    code, blind = entry.dossier_code, entry.blind_code
    _screen(session, entry, S.CORRECTION, thu, now)
    assert entry.correction_due == now + timedelta(days=7)
    _screen(session, entry, S.VALID, thu, now)
    assert (entry.dossier_code, entry.blind_code, entry.correction_due) == (code, blind, None)
    intake.reclassify(session, entry, field=edition.fields[1], reason="Là cơ khí", by=thu, now=now)
    assert (entry.dossier_code, entry.blind_code, entry.chosen_field_id) == (
        "STKT06-02-001",
        blind,
        edition.fields[0].id,
    )
    _screen(session, other, S.VALID, thu, now)
    assert other.dossier_code == "STKT06-01-002"
    moved = session.scalars(select(AuditEvent).where(AuditEvent.action == "entry.reclassified")).one()
    assert moved.details == {
        "before": {"field": "Công nghệ thông tin", "dossier_code": "STKT06-01-001"},
        "after": {"field": "Cơ khí tự động hóa", "dossier_code": "STKT06-02-001"},
        "reason": "Là cơ khí",
    }
    assert {c.name: c.last for c in session.scalars(select(Counter))} == {
        f"dossier {edition.id} 01": 2,
        f"dossier {edition.id} 02": 1,
    }


def test_a_dossier_whose_owner_chose_another_field_is_numbered_anew(
    session: Session, edition: Edition, thu: Viewer, now: datetime
) -> None:
    """A number of the old field does not stay on a dossier that counts in another one."""
    entry = _dossier(session, edition)
    _screen(session, entry, S.VALID, thu, now)
    _screen(session, entry, S.CORRECTION, thu, now)
    entry.field_id = edition.fields[1].id
    session.flush()
    _screen(session, entry, S.VALID, thu, now)
    assert entry.dossier_code == "STKT06-02-001"


def test_judging_shuts_the_desk_and_two_tabs_meet(
    session: Session, edition: Edition, thu: Viewer, now: datetime
) -> None:
    """After the first mark nothing changes; a page that was overtaken is refused."""
    entry = _dossier(session, edition)
    mark = intake.standing_mark(entry)
    _screen(session, entry, S.VALID, thu, now, seen=mark)
    with pytest.raises(StaleError):
        _screen(session, entry, S.REJECTED, thu, now, seen=mark)
    entry.judging_begun_at = now
    session.flush()
    with pytest.raises(RuleError):
        _screen(session, entry, S.REJECTED, thu, now)
    with pytest.raises(RuleError):
        intake.reclassify(session, entry, field=edition.fields[1], reason="x", by=thu, now=now)
    assert (entry.state, entry.field_id) == (S.VALID, edition.fields[0].id)


def test_blind_codes_do_not_meet(session: Session, edition: Edition, thu: Viewer, now: datetime) -> None:
    """A code that another dossier of the edition has is drawn again."""
    signs = iter("CCCCC" + "CCCCC" + "DDDDD")
    first, second = _dossier(session, edition), _dossier(session, edition, "Hai")
    _screen(session, first, S.VALID, thu, now, choose=lambda _: next(signs))
    _screen(session, second, S.VALID, thu, now, choose=lambda _: next(signs))
    assert (first.blind_code, second.blind_code) == ("CCCCC", "DDDDD")


def test_a_foreign_field_is_refused(session: Session, edition: Edition, thu: Viewer, now: datetime) -> None:
    """A dossier moves within its edition only."""
    entry, other = _dossier(session, edition), factories.edition(session, "stkt-2028")
    with pytest.raises(RuleError) as refusal:
        intake.reclassify(session, entry, field=other.fields[0], reason="x", by=thu, now=now)
    assert [p.field for p in refusal.value.problems] == ["field"]


def test_lists_hold_what_was_submitted_and_nothing_else(
    session: Session, edition: Edition, thu: Viewer, now: datetime
) -> None:
    """Drafts, their search words and later edits stay out; filters, search and order narrow the rest."""
    draft = factories.entry(session, edition, factories.account(session), title="Bí mật của nháp")
    first = _dossier(session, edition, "Áo phao từ chai nhựa", authors=("Sùng Mí Cở",))
    second = _dossier(session, edition, "Bếp củi ít khói", channel=Channel.PAPER)
    paper = factories.entry(
        session, edition, factories.account(session, "Lò Văn Páo"), title="Cày tay", channel=Channel.PAPER
    )
    first.title = "Bí mật sửa sau khi nộp"
    session.flush()
    _screen(session, second, S.VALID, thu, now)

    def titles(**wanted: object) -> list[str]:
        listing = intake.list_dossiers(session, edition, DossierFilter(**wanted), page=1)  # type: ignore[arg-type]
        assert listing.total == len(listing.rows)
        return [row.title for row in listing.rows]

    assert titles(sort="title") == ["Áo phao từ chai nhựa", "Bếp củi ít khói", "Cày tay"]
    assert titles(words="bí mật") == titles(words="bi mat") == []
    assert titles(words="ao PHAO sung mi co") == ["Áo phao từ chai nhựa"]
    assert titles(words="stkt06-01") == ["Bếp củi ít khói"]
    assert titles(state=S.SUBMITTED) == ["Áo phao từ chai nhựa"]
    assert titles(state=S.DRAFT) == titles(words="lo van pao") == ["Cày tay"]
    assert titles(channel=Channel.PAPER, sort="code") == ["Bếp củi ít khói", "Cày tay"]
    assert titles(field="none") == []
    assert titles(field="01", sort="newest")[-1] == "Cày tay"
    assert intake_lists.find_dossier(session, edition, draft.public_id) is None
    assert intake_lists.find_dossier(session, edition, paper.public_id) is paper
    assert intake_lists.find_dossier(session, factories.edition(session, "khac"), first.public_id) is None


def test_figures_count_every_state_once(session: Session, edition: Edition, thu: Viewer, now: datetime) -> None:
    """States, fields, the oldest that waits, what is overdue; drafts by number."""
    factories.entry(session, edition, factories.account(session))
    waiting, late = _dossier(session, edition), _dossier(session, edition)
    _screen(session, late, S.CORRECTION, thu, now)
    late.field_id = None
    session.flush()
    found = intake_lists.figures(session, edition, now=now + timedelta(days=8))
    assert dict(found.by_state) == {S.DRAFT: 1, S.SUBMITTED: 1, S.CORRECTION: 1}
    assert found.by_field[edition.fields[0].id] == {S.DRAFT: 1, S.SUBMITTED: 1}
    assert (found.submitted, found.facts.waiting, found.facts.overdue, found.facts.without_field) == (2, 1, 1, 1)
    assert found.facts.oldest_waiting == waiting.current_submission.submitted_at  # type: ignore[union-attr]
    assert intake_lists.next_waiting(session, edition) == (waiting.public_id, 1)
    assert intake_lists.next_waiting(session, edition, waiting) == (None, 0)


def test_the_next_one_goes_round(session: Session, edition: Edition) -> None:
    """From the last dossier the oldest follows; each is met once on the way."""
    dossiers = [_dossier(session, edition, str(n)) for n in range(4)]
    way, here = [], dossiers[1]
    for _ in range(3):
        found, others = intake_lists.next_waiting(session, edition, here)
        assert others == 3
        here = next(entry for entry in dossiers if entry.public_id == found)
        way.append(here.title)
    assert way == ["2", "3", "0"]


def test_paper_for_somebody_without_contact(session: Session, edition: Edition, thu: Viewer, now: datetime) -> None:
    """They get an account with a name of its own and a code that opens it."""
    entry = paper_dossiers.take_in_paper(
        session, edition, full_name=" Sùng  Mí Cở ", field=edition.fields[1], by=thu, now=now
    )
    second = paper_dossiers.take_in_paper(session, edition, full_name="Lò Văn Páo", by=thu, now=now)
    assert (entry.owner.full_name, entry.owner.sign_in_name, entry.owner.password_hash) == (
        "Sùng Mí Cở",
        "ho-so-001",
        None,
    )
    assert second.owner.sign_in_name == "ho-so-002"
    assert (entry.state, entry.channel, entry.chosen_field_id) == (S.DRAFT, Channel.PAPER, edition.fields[1].id)
    assert len(paper_dossiers.issue_slip(session, entry, by=thu, now=now)) == 11
    assert session.scalars(select(OneTimeCode)).one().account_id == entry.owner_id


def test_paper_never_opens_an_office(session: Session, edition: Edition, thu: Viewer, now: datetime) -> None:
    """A known contact takes the dossier under the right name only, and no code opens an office."""
    admin = factories.account(session, "Quản Trị", is_admin=True)
    with pytest.raises(RuleError) as refusal:
        paper_dossiers.take_in_paper(
            session, edition, full_name="Người Khác", contact=admin.sign_in_name, by=thu, now=now
        )
    assert [p.field for p in refusal.value.problems] == ["contact"]
    for person in (admin, factories.account(session, "Nông Văn Giang", role="judge", edition=edition.code)):
        person.password_hash = None
        entry = paper_dossiers.take_in_paper(
            session, edition, full_name=person.full_name, contact=person.sign_in_name, by=thu, now=now
        )
        assert entry.owner_id == person.id
        with pytest.raises(RuleError):
            paper_dossiers.issue_slip(session, entry, by=thu, now=now)
    online = factories.entry(
        session, edition, session.scalars(select(Account).where(Account.id == entry.owner_id)).one()
    )
    with pytest.raises(RuleError):
        paper_dossiers.issue_slip(session, online, by=thu, now=now)
    assert session.scalars(select(OneTimeCode)).all() == []


def test_the_trail_is_found_by_words_but_drafts_are_not(
    session: Session, edition: Edition, thu: Viewer, now: datetime
) -> None:
    """Events are narrowed by person, dossier or action; the words of drafts match nothing."""
    draft = factories.entry(session, edition, factories.account(session, "Hà Thị Nháp"), title="Bí mật của nháp")
    entry = _dossier(session, edition)
    audit.record(
        session, None, "entry.changed", now=now, subject=("entry", draft.id, draft.title), edition_id=edition.id
    )
    audit.record(
        session, None, "attachment.added", now=now, subject=("attachment", 7, "bi mat.pdf"), edition_id=edition.id
    )
    audit.record(session, thu, "panel.changed", now=now, subject=("panel", 1, "Tiểu ban Bí ẩn"), edition_id=edition.id)
    _screen(session, entry, S.VALID, thu, now)

    def actions(words: str = "", action: str = "") -> list[str]:
        return [r.action for r in audit_trail.list_events(session, edition, action=action, words=words, page=1).rows]

    assert actions() == ["entry.screened", "entry.numbered", "panel.changed", "attachment.added", "entry.changed"]
    assert actions("ma thi thu") == ["entry.screened", "entry.numbered", "panel.changed"]
    assert actions("ngo tach") == actions("STKT06-01-001") == ["entry.screened", "entry.numbered"]
    assert actions("bi mat") == actions("nháp") == []
    assert actions("tiểu ban") == ["panel.changed"]
    assert actions(action="entry.screened") == ["entry.screened"]
    assert [event.is_open for event in audit_trail.history_of(session, entry)] == [True, True]


def test_nobody_screens_their_own_dossier(session: Session, edition: Edition, thu: Viewer, now: datetime) -> None:
    """A secretary who enters is checked by somebody else; a paper dossier that they typed they may check."""
    entry = _dossier(session, edition)
    entry.owner_id = thu.id
    session.flush()
    with pytest.raises(RuleError, match="của chính bạn"):
        _screen(session, entry, S.VALID, thu, now)
    entry.channel = Channel.PAPER
    session.flush()
    _screen(session, entry, S.VALID, thu, now)
    assert entry.state is S.VALID


def test_a_taken_number_is_passed_over(session: Session, edition: Edition, thu: Viewer, now: datetime) -> None:
    """Where two series meet in one number, the next free one is given."""
    first, second = _dossier(session, edition), _dossier(session, edition)
    first.dossier_code = "STKT06-01-001"
    session.flush()
    _screen(session, second, S.VALID, thu, now)
    assert second.dossier_code == "STKT06-01-002"

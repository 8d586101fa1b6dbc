"""Starting, writing, submitting, withdrawing: what stands in the database afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.models.accounts import Account, RoleGrant
from contest.models.attachments import Attachment
from contest.models.audit import AuditEvent
from contest.models.consents import Consent
from contest.models.editions import Edition
from contest.models.entries import Entry, Submission
from contest.models.mail import Message
from contest.rules.access import Viewer
from contest.rules.kinds import Channel, ConsentGiver, ConsentScope, EntryState, FileState, Role
from contest.rules.people import AuthorFacts, SupervisorFacts
from contest.rules.problems import RuleError, StaleError
from contest.services import consents, entries, people
from contest.services.dossiers import author_facts, state_for_others
from tests import factories
from tests.contest.views.test_entry_journeys import attach

NOW = datetime(2026, 6, 15, 3, tzinfo=UTC)
CLOSES = datetime(2026, 7, 31, 10, tzinfo=UTC)


class Desk:
    """An edition, its owner and a whole entry."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.edition: Edition = factories.edition(session)
        self.owner: Account = factories.account(session, "Giàng A An")
        self.by = Viewer(id=self.owner.id, name="Giàng A An")
        self.entry: Entry = factories.entry(session, self.edition, self.owner)
        self.file: Attachment = attach(session, self.entry)

    def submit(self, now: datetime = NOW) -> Submission:
        """Submit the entry."""
        return entries.submit(self.session, self.entry, by=self.by, now=now)


@pytest.fixture
def desk(session: Session) -> Desk:
    """Give a desk."""
    return Desk(session)


def actions(session: Session) -> list[str]:
    """Return what the audit trail holds."""
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_submitting_freezes_the_working_copy(desk: Desk, session: Session) -> None:
    """The version holds what was written, refused and removed files stay out, later edits do not touch it."""
    refused, removed = attach(session, desk.entry, "photos", "image"), attach(session, desk.entry, "photos", "image")
    refused.state, removed.removed_at = FileState.REFUSED, NOW
    session.flush()
    made = desk.submit()
    assert [f["id"] for f in made.content["attachments"]] == [desk.file.public_id]
    assert (made.number, made.is_current, made.title) == (1, True, desk.entry.title)
    assert made.author_names == "Giàng A An"
    assert "giang a an" in made.search_text
    assert made.receipt_code.lower() in made.search_text
    entries.save_solution(session, desk.entry, title="Tên khác", revision=desk.entry.revision, by=desk.by, now=NOW)
    assert session.get_one(Submission, made.id).content["title"] == "Máy tách hạt ngô chạy bằng sức nước"
    assert actions(session) == ["entry.submitted", "entry.changed"]
    body = session.scalars(select(Message.body)).one()
    assert made.receipt_code in body
    assert desk.file.sha256 in body


def test_submitting_twice_the_same_is_one_version(desk: Desk, session: Session) -> None:
    """A double click does nothing the second time; a change makes version 2 the current one."""
    first = desk.submit()
    assert desk.submit() is first
    entries.save_text(
        session, desk.entry, section_code="novelty", text="Khác", revision=1, is_finished=True, by=desk.by, now=NOW
    )
    second = desk.submit()
    assert (second.number, second.is_current, first.is_current) == (2, True, False)
    assert entries.current_submission(session, desk.entry) is second
    assert [row.number for row in entries.list_versions(session, desk.entry)] == [2, 1]


def test_what_is_missing_is_told_at_once_and_nothing_is_written(desk: Desk, session: Session) -> None:
    """No file, no title, no author: three problems, no version."""
    desk.file.removed_at = NOW
    desk.entry.title = ""
    desk.entry.authors.clear()
    session.flush()
    with pytest.raises(RuleError) as refusal:
        desk.submit()
    assert [p.field for p in refusal.value.problems] == ["solution#title", "authors", "files"]
    assert session.scalar(select(func.count()).select_from(Submission)) == 0


def test_the_deadline_is_the_servers_second(desk: Desk) -> None:
    """A second before it is taken, at it refused."""
    with pytest.raises(RuleError):
        desk.submit(CLOSES)
    assert desk.submit(CLOSES - timedelta(seconds=1)).number == 1


def test_a_reclassed_field_stays(desk: Desk, session: Session) -> None:
    """What the secretariat moved stays moved when a correction is submitted."""
    desk.entry.field_id = None
    desk.submit()
    assert desk.entry.field_id == desk.entry.chosen_field_id
    desk.entry.field_id = desk.edition.fields[1].id
    desk.entry.state, desk.entry.correction_due = EntryState.CORRECTION, CLOSES + timedelta(days=3)
    session.flush()
    session.refresh(desk.entry)
    desk.submit(CLOSES + timedelta(days=2))
    assert desk.entry.field_id == desk.edition.fields[1].id
    assert (desk.entry.state, desk.entry.correction_due) == (EntryState.SUBMITTED, None)


def test_two_tabs_do_not_overwrite_each_other(desk: Desk, session: Session) -> None:
    """The second save from an old page brings what stands; the same words again are harmless."""
    old = desk.entry.revision
    entries.save_solution(session, desk.entry, title="Bản một", revision=old, by=desk.by, now=NOW)
    with pytest.raises(StaleError) as stale:
        entries.save_solution(session, desk.entry, title="Bản hai", revision=old, by=desk.by, now=NOW)
    assert stale.value.current["title"] == "Bản một"

    def save(text: str, revision: int) -> int:
        row = entries.save_text(
            session, desk.entry, section_code="novelty", text=text, revision=revision, by=desk.by, now=NOW
        )
        return row.revision

    assert save("một", 1) == 2
    assert save("một", 1) == 2
    with pytest.raises(StaleError) as stale:
        save("hai", 1)
    assert stale.value.current == {"text": "một", "revision": 2}

    author = desk.entry.authors[0]
    facts = author_facts(author)
    people.save_author(session, desk.entry, replace_name(facts, "Giàng A Ánh"), revision=1, by=desk.by, now=NOW)
    with pytest.raises(StaleError):
        people.save_author(session, desk.entry, replace_name(facts, "Giàng A Anh"), revision=1, by=desk.by, now=NOW)


def replace_name(facts: AuthorFacts, name: str) -> AuthorFacts:
    """Return an author with another name."""
    return AuthorFacts(**{**{n: getattr(facts, n) for n in AuthorFacts.__dataclass_fields__}, "full_name": name})


def test_autosaves_leave_one_audit_row(desk: Desk, session: Session) -> None:
    """Ten saves of one text in a minute are one row; eleven minutes later comes another."""
    for number in range(10):
        entries.save_text(
            session,
            desk.entry,
            section_code="novelty",
            text=f"chữ {number}",
            revision=number + 1,
            by=desk.by,
            now=NOW + timedelta(seconds=number),
        )
    assert actions(session) == ["entry.changed"]
    entries.save_text(
        session,
        desk.entry,
        section_code="novelty",
        text="nữa",
        revision=11,
        by=desk.by,
        now=NOW + timedelta(minutes=11),
    )
    assert actions(session) == ["entry.changed"] * 2
    assert desk.entry.texts[0].is_finished


def test_authors_share_and_one_leads(desk: Desk, session: Session) -> None:
    """A second author starts at 0, shares are told together, the lead moves, the last one has all."""
    second = people.save_author(session, desk.entry, AuthorFacts(0, "Má Thị Sống", is_lead=True), by=desk.by, now=NOW)
    first = desk.entry.authors[0]
    assert [(a.share_percent, a.is_lead) for a in (first, second)] == [(100, False), (0, True)]
    with pytest.raises(RuleError):
        people.save_shares(session, desk.entry, {first.id: 60, second.id: 30}, by=desk.by, now=NOW)
    people.save_shares(session, desk.entry, {first.id: 60, second.id: 40}, by=desk.by, now=NOW)
    people.share_evenly(session, desk.entry, by=desk.by, now=NOW)
    assert (first.share_percent, second.share_percent) == (50, 50)
    people.remove_author(session, desk.entry, second, by=desk.by, now=NOW)
    assert [(a.full_name, a.share_percent, a.is_lead) for a in desk.entry.authors] == [("Giàng A An", 100, True)]
    desk.edition.max_authors = 1
    with pytest.raises(RuleError):
        people.save_author(session, desk.entry, AuthorFacts(0, "Má Thị Sống"), by=desk.by, now=NOW)


def test_teachers_are_written_and_taken_out(desk: Desk, session: Session) -> None:
    """A teacher's number is kept in one form."""
    teacher = people.save_supervisor(
        session, desk.entry, SupervisorFacts("Ma Thị Thu", "+84 912 345 678"), by=desk.by, now=NOW
    )
    assert teacher.phone == "0912345678"
    people.remove_supervisor(session, desk.entry, teacher, by=desk.by, now=NOW)
    assert desk.entry.supervisors == []


def test_consents_are_recorded_once_and_can_be_taken_back(desk: Desk, session: Session) -> None:
    """Giving twice is one row; taking back keeps the row with its end; giving again is a new row."""
    author, chosen = desk.entry.authors[0], [(ConsentGiver.AUTHOR, ConsentScope.PUBLISH_NAME)]
    for _ in range(2):
        consents.give_consents(session, desk.entry, author, chosen, by=desk.by, now=NOW)
    consent = session.scalars(select(Consent)).one()
    assert (consent.giver_name, consent.channel) == ("Giàng A An", Channel.ONLINE)
    assert consents.is_in_force(author, ConsentScope.PUBLISH_NAME, now=NOW)
    consents.withdraw_consent(session, desk.entry, consent, by=desk.by, now=CLOSES)
    assert not consents.is_in_force(author, ConsentScope.PUBLISH_NAME, now=CLOSES)
    consents.give_consents(session, desk.entry, author, chosen, by=desk.by, now=CLOSES)
    assert session.scalar(select(func.count()).select_from(Consent)) == 2
    assert actions(session) == ["consent.given", "consent.withdrawn", "consent.given"]


def test_withdrawn_and_taken_up_again(desk: Desk, session: Session) -> None:
    """Withdrawing keeps everything; taken up again it is a draft that can be submitted."""
    desk.submit()
    entries.withdraw(session, desk.entry, by=desk.by, now=NOW)
    assert (desk.entry.state, desk.entry.withdrawn_at) == (EntryState.WITHDRAWN, NOW)
    with pytest.raises(RuleError):
        entries.save_solution(session, desk.entry, title="X", revision=1, by=desk.by, now=NOW)
    entries.reopen(session, desk.entry, by=desk.by, now=NOW)
    assert desk.entry.state is EntryState.DRAFT
    assert desk.submit().number == 2
    with pytest.raises(RuleError):
        entries.withdraw(session, desk.entry, by=desk.by, now=CLOSES)


def test_a_second_entry_knows_what_was_told_before(desk: Desk, session: Session) -> None:
    """Unit, commune and contact of the last entry are filled in; after the deadline nobody starts online."""
    desk.entry.address = "Thôn Lũng Cú"
    session.flush()
    facts = {"owner_id": desk.owner.id, "by": desk.by}
    made = entries.start_entry(session, desk.edition, channel=Channel.ONLINE, now=NOW, **facts)  # type: ignore[arg-type]
    assert (made.unit_name, made.commune_name, made.address) == ("Hợp tác xã Sủng Là", "Xã Đồng Văn", "Thôn Lũng Cú")
    assert entries.find_untouched(session, desk.edition, owner_id=desk.owner.id) is made
    with pytest.raises(RuleError):
        entries.start_entry(session, desk.edition, channel=Channel.ONLINE, now=CLOSES, **facts)  # type: ignore[arg-type]


def test_the_desk_enters_late_paper(desk: Desk, session: Session) -> None:
    """A secretary writes and submits a paper dossier after the deadline, with the reason kept."""
    thu = factories.account(session, "Ma Thị Thu", role="secretary", edition=desk.edition.code)
    by = Viewer(id=thu.id, name=thu.full_name, roles=frozenset({(desk.edition.id, Role.SECRETARY)}))
    desk.entry.channel = Channel.PAPER
    session.flush()
    with pytest.raises(RuleError):
        entries.submit(session, desk.entry, by=by, now=CLOSES)
    made = entries.submit(session, desk.entry, by=by, now=CLOSES, late_reason="Đường sạt lở")
    assert (made.late_reason, made.submitted_by_id) == ("Đường sạt lở", thu.id)
    with pytest.raises(RuleError):
        entries.save_solution(session, desk.entry, title="X", revision=1, by=desk.by, now=CLOSES)


def test_what_is_judged_changes_no_more(desk: Desk, session: Session) -> None:
    """After the first mark neither owner nor desk writes, submits, withdraws or takes up again."""
    desk.submit()
    desk.entry.judging_begun_at = NOW
    session.flush()
    session.add(RoleGrant(account_id=desk.owner.id, edition_id=desk.edition.id, role=Role.SECRETARY))
    clerk = Viewer(id=desk.owner.id, name="x", roles=frozenset({(desk.edition.id, Role.SECRETARY)}))
    for by, channel in ((desk.by, Channel.ONLINE), (clerk, Channel.PAPER)):
        desk.entry.channel = channel
        session.flush()
        with pytest.raises(RuleError, match="bắt đầu chấm"):
            entries.save_solution(session, desk.entry, title="Khác", revision=1, by=by, now=NOW)
        with pytest.raises(RuleError, match="bắt đầu chấm"):
            entries.submit(session, desk.entry, by=by, now=NOW, late_reason="muộn")
        with pytest.raises(RuleError, match="Không tự rút được"):
            entries.withdraw(session, desk.entry, by=by, now=NOW)
    desk.entry.state = EntryState.WITHDRAWN
    session.flush()
    with pytest.raises(RuleError, match="bắt đầu chấm"):
        entries.reopen(session, desk.entry, by=desk.by, now=NOW)


def test_a_withdrawn_draft_stays_its_owners(desk: Desk, session: Session) -> None:
    """Withdrawing what was never submitted shows it to nobody; what was submitted stays readable for the desk."""
    entries.withdraw(session, desk.entry, by=desk.by, now=NOW)
    assert state_for_others(desk.entry) is EntryState.DRAFT
    entries.reopen(session, desk.entry, by=desk.by, now=NOW)
    desk.submit()
    entries.withdraw(session, desk.entry, by=desk.by, now=NOW)
    assert state_for_others(desk.entry) is EntryState.WITHDRAWN

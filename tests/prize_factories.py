"""Rows for tests of prizes: a judged edition, a recorded decision, issued certificates."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.models.accounts import Account
from contest.models.awards import Decision
from contest.models.certificates import Certificate
from contest.models.consents import Consent
from contest.models.editions import Edition
from contest.models.entries import Entry
from contest.models.people import Author
from contest.rules.access import Viewer
from contest.rules.kinds import Channel, ConsentGiver, ConsentScope
from contest.services import award_lists, awards, certificates
from judging.models.panels import Judge
from judging.models.prizes import PrizeProposal
from judging.models.rubrics import Rubric
from judging.services import prizes
from tests import factories, judging_factories

MINUTES = prizes.Minutes(present="9/11 ủy viên", votes_for=9, notes="Họp tại hội trường.")
THEN = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)


def judged(
    session: Session,
    edition: Edition,
    scores: Sequence[int],
    *,
    judges: int = 3,
    authors: Sequence[tuple[str, ...]] = (),
    tie_chain: Sequence[str] | None = None,
) -> list[Entry]:
    """Return valid entries of the first field, each with three equal sheets of the given total (hundredths).

    A score of 0 leaves the entry without sheets.
    """
    if tie_chain is not None:
        edition.tie_chain = list(tie_chain)
    rubric = judging_factories.rubric(session, edition)
    sitting = [
        judging_factories.judge(session, edition, factories.account(session, f"Giám Khảo {n}"), f"J{n:02d}")
        for n in range(1, judges + 1)
    ]
    return more_entries(session, edition, scores, rubric=rubric, judges=sitting, authors=authors)


def more_entries(
    session: Session,
    edition: Edition,
    scores: Sequence[int],
    *,
    rubric: Rubric | None = None,
    judges: Sequence[Judge] = (),
    authors: Sequence[tuple[str, ...]] = (),
) -> list[Entry]:
    """Return further judged entries, numbered after those that are there."""
    rubric = rubric or session.scalars(select(Rubric).where(Rubric.edition_id == edition.id)).one()
    sitting = judges or session.scalars(select(Judge).where(Judge.edition_id == edition.id)).all()
    before = session.scalar(select(func.count()).where(Entry.edition_id == edition.id)) or 0
    owner = factories.account(session, "Người Nộp")
    made = []
    for number, score in enumerate(scores, before + 1):
        names = authors[number - 1] if number <= len(authors) else (f"Tác Giả {number}",)
        entry = factories.entry(session, edition, owner, title=f"Giải pháp số {number}", authors=names)
        judging_factories.valid(session, entry, number)
        for judge in sitting if score else ():
            assignment = judging_factories.assign(session, judge, entry)
            half = min(4000, score // 2)
            middle = min(3000, score - half)
            judging_factories.sheet(session, assignment, rubric, [half, middle, score - half - middle])
        made.append(entry)
    return made


def organiser(session: Session) -> Viewer:
    """Return somebody who acts for the committee."""
    account = factories.account(session, "Hoàng Thị Chủ Trì")
    return Viewer(id=account.id, name=account.full_name)


def confirmed(session: Session, edition: Edition, *, by: Viewer, now: datetime = THEN) -> PrizeProposal:
    """Return the list of today's sheets, adopted by the committee."""
    proposal = prizes.propose(session, edition, by=by, now=now)
    prizes.confirm(session, proposal, minutes=MINUTES, by=by, now=now)
    return proposal


def decided(
    session: Session, edition: Edition, *, by: Viewer, number: str = "125/QĐ-BTCHT", now: datetime = THEN
) -> Decision:
    """Return the award decision on today's sheets."""
    proposal = confirmed(session, edition, by=by, now=now)
    return awards.record_decision(
        session,
        edition,
        number=number,
        signed_on=date(2026, 6, 10),
        title="Tặng giải thưởng",
        issuer=edition.issuer,
        place="Tuyên Quang",
        capacity="TM. BAN TỔ CHỨC",
        signer_position="TRƯỞNG BAN",
        signer="Nguyễn Minh Khoa",
        awards=prizes.award_facts(proposal),
        proposal_hash=proposal.hash,
        by=by,
        now=now,
    )


def issued(session: Session, edition: Edition, *, by: Viewer, now: datetime = THEN) -> list[Certificate]:
    """Return the certificates of everything that was awarded in an edition."""
    return certificates.issue(session, award_lists.list_awards(session, edition), by=by, now=now)


def publish_consent(session: Session, author: Author, giver: ConsentGiver, *, by: Account) -> Consent:
    """Return a consent to publish the author's name."""
    made = Consent(
        author_id=author.id,
        scope=ConsentScope.PUBLISH_NAME,
        giver=giver,
        giver_name="Người cho phép",
        channel=Channel.PAPER,
        text_version="2026-1",
        given_at=THEN,
        recorded_by_id=by.id,
    )
    session.add(made)
    session.flush()
    session.expire(author, ["consents"])
    return made

"""Lists of awards and decisions, each by one statement."""

from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, joinedload

from contest.models.awards import Award, Decision
from contest.models.editions import Edition, Field
from contest.models.entries import Entry


def find_award(session: Session, edition: Edition, award_id: int) -> Award | None:
    """Return an award of an edition."""
    return session.scalar(select(Award).filter_by(id=award_id, edition_id=edition.id))


def list_decisions(session: Session, edition: Edition) -> Sequence[Decision]:
    """Return the award decisions of an edition, the latest first."""
    return session.scalars(
        select(Decision)
        .where(Decision.edition_id == edition.id)
        .order_by(Decision.signed_on.desc(), Decision.id.desc())
    ).all()


def award_of(session: Session, entry: Entry) -> Award | None:
    """Return the highest prize that an entry holds."""
    return session.scalar(
        select(Award)
        .where(Award.entry_id == entry.id, Award.revoked_at.is_(None))
        .order_by(Award.decision_id, Award.position)
        .limit(1)
    )


def list_awards(
    session: Session, edition: Edition, *, live_only: bool = False, first: int | None = None
) -> Sequence[Award]:
    """Return the awards of an edition in the order of their decisions, with decision, field and entry loaded."""
    chosen = (
        select(Award)
        .where(Award.edition_id == edition.id)
        .options(
            joinedload(Award.decision), joinedload(Award.field), joinedload(Award.entry).load_only(Entry.dossier_code)
        )
        .order_by(Award.decision_id, Award.position, Award.id)
        .limit(first)
    )
    return session.scalars(chosen.where(Award.revoked_at.is_(None)) if live_only else chosen).all()


def award_rows(session: Session, edition: Edition) -> Sequence[Row[str, str | None, str, str, str, str, int]]:
    """Return the columns of the list of awards, live ones only, in the order of their decisions."""
    return session.execute(
        select(
            Award.name,
            Entry.dossier_code,
            Award.reason,
            Award.recipient,
            Award.unit_name,
            Field.name.label("field"),
            Award.amount,
        )
        .outerjoin(Award.entry)
        .outerjoin(Field, Field.id == Award.field_id)
        .where(Award.edition_id == edition.id, Award.revoked_at.is_(None))
        .order_by(Award.decision_id, Award.position, Award.id)
    ).all()

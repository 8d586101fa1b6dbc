"""A whole edition for tests of panels and assignment: valid entries in two fields, seated judges."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.accounts import Account
from contest.models.editions import Edition
from contest.models.entries import Entry
from contest.rules.access import Viewer
from contest.rules.kinds import JudgeState
from judging.models.panels import Judge, Panel
from tests import factories, judging_factories

FAMILY = ("Giàng", "Vàng", "Lý", "Nông", "Hoàng", "Đặng", "Ma", "Sùng", "Thào", "Hầu")


@dataclass
class Scene:
    """The rows of one edition."""

    edition: Edition
    owner: Account
    office: Viewer
    judges: list[Judge]
    entries: list[Entry]
    panel: Panel | None


def scene(
    session: Session,
    *,
    judges: int = 5,
    entries: int = 6,
    seated: bool = True,
    code: str = "stkt-2026",
    offset: int = 0,
) -> Scene:
    """Return an edition with valid entries in its first field and accepted judges in one panel of all fields.

    ``offset`` numbers judges and entries on from there, for a second call on the same edition.
    """
    edition = session.scalar(select(Edition).filter_by(code=code)) or factories.edition(session, code)
    owner = factories.account(session, "Chảo Láo Tả")
    boss = factories.account(session, "Trần Ban Tổ", role="organiser", edition=code)
    made = [
        judging_factories.judge(
            session,
            edition,
            factories.account(session, f"{FAMILY[n % 10]} Giám Khảo {n}", role="judge", edition=code),
            f"J{offset + n + 1:02d}",
        )
        for n in range(judges)
    ]
    works = [
        judging_factories.valid(
            session,
            factories.entry(session, edition, owner, title=f"Máy số {n}", authors=(f"Tác Giả {n}",)),
            offset + n + 1,
        )
        for n in range(entries)
    ]
    panel = judging_factories.panel(session, edition, made) if seated and made else None
    return Scene(edition, owner, Viewer(id=boss.id, name=boss.full_name), made, works, panel)


def decline(session: Session, judge: Judge) -> None:
    """Make a judge one who has declined."""
    judge.state = JudgeState.DECLINED
    session.flush()

"""Judges of the demonstration: invited, seated in panels by their fields, entries assigned."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from contest.adapters.demo_people import people
from contest.adapters.demo_words import JudgeDraft, judges
from contest.models.editions import Edition
from contest.rules.access import Viewer
from contest.rules.kinds import AccountKind, PanelRole, PhaseCode
from contest.rules.text import fold
from contest.services import accounts
from judging.models.panels import Judge
from judging.rules.panels import MAX_CAPACITY
from judging.services import assignment, panels

if TYPE_CHECKING:
    from judging.demo import Demo

YOUTH_HELP = 6
"""Judges of the technical contest who also sit in the youth contest's panels."""


def seat(demo: "Demo", session: Session, edition: Edition, preset: str, organiser: Viewer) -> None:
    """Invite judges, let them accept, seat them in panels of two or three fields, and assign the entries."""
    start = next(phase.starts_at for phase in edition.phases if phase.code is PhaseCode.JUDGING)
    chosen = [(draft, _invite(demo, session, edition, draft, organiser, start)) for draft in _drafts(demo, preset)]
    codes = [field.code for field in edition.fields]
    groups = [codes[number : number + 2] for number in range(0, len(codes), 2)]
    if len(groups[-1]) == 1 and len(groups) > 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    for number, group in enumerate(groups, 1):
        seats = [judge for draft, judge in chosen if set(draft.fields) & set(group)]
        seats += [judge for _, judge in chosen if judge not in seats][
            : max(0, max(6, demo.size.sheets_per_entry) - len(seats))
        ]
        panels.save_panel(
            session,
            edition,
            None,
            name=f"Tiểu ban {number}",
            fields=[field.id for field in edition.fields if field.code in group],
            members={judge.id: PanelRole.MEMBER if place else PanelRole.CHAIR for place, judge in enumerate(seats)},
            by=organiser,
            now=start - timedelta(days=3),
        )
    when = start - timedelta(days=1)
    plan = assignment.plan_assignment(session, edition, seed=demo.size.seed, by=organiser, now=when)
    assignment.apply_plan(session, plan, by=organiser, now=when)


def _drafts(demo: "Demo", preset: str) -> list[JudgeDraft]:
    ready = list(judges(preset))
    if preset == "youth":
        return [*ready, *judges("stkt")[:YOUTH_HELP]]
    missing = demo.size.judges - len(ready)
    if missing > 0:
        more = people(demo.rng, missing, minors=False)
        ready += [
            JudgeDraft("stkt", one.full_name, one.sex, "Kỹ sư", "", one.workplace, "", ready[n % len(ready)].fields)
            for n, one in enumerate(more)
        ]
    return ready[: demo.size.judges]


def _invite(
    demo: "Demo", session: Session, edition: Edition, draft: JudgeDraft, organiser: Viewer, start: datetime
) -> Judge:
    contact = f"{fold(draft.full_name).replace(' ', '.')}@judges.example.vn"
    account = accounts.find_account(session, contact)
    if account is None:
        account = demo.account(session, draft.full_name, contact, AccountKind.STAFF, unit=draft.unit)
    known = {field.code for field in edition.fields}
    judge = panels.invite_judge(
        session,
        edition,
        account,
        capacity=min(MAX_CAPACITY, max(60, demo.size.entries)),
        expertise={code: 3 for code in draft.fields if code in known},
        by=organiser,
        now=start - timedelta(days=12),
    )
    by = Viewer(id=account.id, name=account.full_name)
    panels.answer_invitation(session, judge, accept=True, now=start - timedelta(days=9), by=by)
    return judge

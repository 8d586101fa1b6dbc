"""The facts from which conflicts are detected: judges' accounts against the people and units of the dossiers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from contest.models.accounts import Account
from contest.models.entries import Entry, Submission
from contest.rules.kinds import Channel, EntryState, JudgeState
from contest.rules.text import clean, fold
from judging.models.conflicts import Namesake
from judging.models.panels import Judge
from judging.rules.conflicts import Conflict, EntryPeople, JudgeFacts, Person, conflicts_between

IN_PLAY = (EntryState.SUBMITTED, EntryState.CORRECTION, EntryState.VALID)


def detected(session: Session, edition_id: int) -> dict[tuple[int, int], tuple[Conflict, ...]]:
    """Return the conflicts that the facts show, by (entry id, judge id), without those settled as namesakes.

    Only judges who share an account, a name or a unit with an entry are compared with it.
    """
    judges = {facts.judge_id: facts for facts in _judges(session, edition_id)}
    by_account, by_name, by_unit = defaultdict(set), defaultdict(set), defaultdict(set)
    for facts in judges.values():
        by_account[facts.account_id].add(facts.judge_id)
        by_name[facts.name_key].add(facts.judge_id)
        for key in facts.unit_keys:
            by_unit[key].add(facts.judge_id)
    found = {}
    chosen = _dossiers().where(Entry.edition_id == edition_id, Entry.state.in_(IN_PLAY)).order_by(Entry.id)
    for entry in _people(session, chosen, _namesakes(session, edition_id)):
        near = set(by_account.get(entry.owner_account_id, ()))
        for person in (*entry.authors, *entry.guardians, *entry.teachers):
            near |= by_name.get(person.name_key, set())
        for key in entry.unit_keys:
            near |= by_unit.get(key, set())
        for judge_id in sorted(near):
            if conflicts := conflicts_between(judges[judge_id], entry):
                found[entry.entry_id, judge_id] = conflicts
    return found


def between(session: Session, judge: Judge, entry_id: int, *, namesake: bool = False) -> tuple[Conflict, ...]:
    """Return what the facts show between one judge and one entry; ``namesake`` takes an equal name for another's."""
    settled = session.scalar(select(Namesake.id).filter_by(judge_id=judge.id, entry_id=entry_id))
    names = {entry_id: {judge.id}} if namesake or settled is not None else {}
    facts = _facts(judge.id, judge.account_id, judge.account.full_name, judge.account.unit_name)
    entries = _people(session, _dossiers().where(Entry.id == entry_id), names)
    return tuple(one for entry in entries for one in conflicts_between(facts, entry))


def _dossiers() -> Select[Any]:
    """Return the statement for owner and people of the submitted dossiers; the texts stay in the database."""
    content = Submission.content
    return select(
        Entry.id, Entry.owner_id, Entry.channel, content["entrant"], content["authors"], content["supervisors"]
    ).join(Submission, (Submission.entry_id == Entry.id) & Submission.is_current)


def _people(session: Session, chosen: Select[Any], namesakes: dict[int, set[int]]) -> Iterator[EntryPeople]:
    """Yield the people and units of each dossier; whoever typed a paper dossier is not its entrant."""
    for entry_id, owner_id, channel, entrant, authors, supervisors in session.execute(chosen):
        workplaces = [person.get("workplace") for person in (*(authors or ()), *(supervisors or ()))]
        yield EntryPeople(
            entry_id=entry_id,
            owner_account_id=None if channel is Channel.PAPER else owner_id,
            authors=_persons((one.get("full_name"), one.get("birth_date")) for one in authors or ()),
            guardians=_persons((one.get("guardian_name"), None) for one in authors or ()),
            teachers=_persons((one.get("full_name"), None) for one in supervisors or ()),
            unit_keys=tuple(filter(None, map(_key, [(entrant or {}).get("unit_name"), *workplaces]))),
            namesakes=frozenset(namesakes.get(entry_id, ())),
        )


def _persons(people: Iterable[tuple[str | None, str | None]]) -> tuple[Person, ...]:
    """Return people with folded names."""
    return tuple(Person(_key(name), date.fromisoformat(birth) if birth else None) for name, birth in people if name)


def _judges(session: Session, edition_id: int) -> Iterator[JudgeFacts]:
    """Yield the judges of an edition who have not declined."""
    chosen = (
        select(Judge.id, Judge.account_id, Account.full_name, Account.unit_name)
        .join(Judge.account)
        .where(Judge.edition_id == edition_id, Judge.state != JudgeState.DECLINED)
        .order_by(Judge.id)
    )
    for judge_id, account_id, name, unit in session.execute(chosen):
        yield _facts(judge_id, account_id, name, unit)


def _facts(judge_id: int, account_id: int, name: str, unit: str) -> JudgeFacts:
    """Return one judge as facts."""
    key = _key(unit)
    return JudgeFacts(judge_id, account_id, _key(name), unit_keys=(key,) if key else ())


def _namesakes(session: Session, edition_id: int) -> dict[int, set[int]]:
    """Return the judges who are settled as other people, by entry."""
    settled: dict[int, set[int]] = defaultdict(set)
    chosen = select(Namesake.entry_id, Namesake.judge_id).join(Judge, Judge.id == Namesake.judge_id)
    for entry_id, judge_id in session.execute(chosen.where(Judge.edition_id == edition_id)):
        settled[entry_id].add(judge_id)
    return settled


def _key(text: str | None) -> str:
    """Return a name for comparison: folded, spaces made one."""
    return fold(clean(text))

"""Prizes: the list, ties, the committee's changes, confirmation, what goes stale."""

import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.models.audit import AuditEvent
from contest.rules.kinds import Tier
from contest.rules.problems import RuleError
from judging.models.prizes import PrizeProposal, TieDecision
from judging.models.scoring import ScoreSheet
from judging.services import prizes
from judging.services.prize_lists import content_hash
from judging.services.prize_readings import read
from tests import factories, judging_factories
from tests.prize_factories import MINUTES, THEN, confirmed, judged, organiser


def given(proposal: PrizeProposal) -> dict[str, str]:
    codes = {row["entry_id"]: row["code"] for row in proposal.content["ranking"]}
    return {codes[award["entry_id"]]: award["tier"] for award in proposal.content["awards"]}


def test_a_list_follows_scores_and_quotas(session: Session) -> None:
    """One first, one second, two third prizes; the fifth and the entry without sheets get none; money adds up."""
    edition = factories.edition(session)
    judging_factories.prize_rows(session, edition)
    judged(session, edition, [9000, 8500, 8000, 7500, 7000, 0])
    made = prizes.propose(session, edition, by=organiser(session), now=THEN)
    assert given(made) == {
        "STKT06-01-001": "first",
        "STKT06-01-002": "second",
        "STKT06-01-003": "third",
        "STKT06-01-004": "third",
    }
    assert made.content["spent"] == 40_000_000 + 32_000_000 + 2 * 24_000_000
    assert made.version == 1
    assert made.hash == content_hash(json.loads(json.dumps(made.content)))
    reading = read(made.content)
    assert (reading.count, reading.ranked, reading.without_result) == (4, 5, 1)
    assert session.scalar(select(AuditEvent.action).order_by(AuditEvent.id.desc())) == "prizes.proposed"


def test_an_empty_tier_stays_empty(session: Session) -> None:
    """Nobody reaches the minimum of the first prize: it stays empty, is said so in words, and nobody moves up."""
    edition = factories.edition(session)
    rows = judging_factories.prize_rows(session, edition)
    rows[0].minimum = 9500
    judged(session, edition, [9000, 8500])
    made = prizes.propose(session, edition, by=organiser(session), now=THEN)
    assert given(made) == {"STKT06-01-001": "second", "STKT06-01-002": "third"}
    first, *_ = read(made.content).groups
    assert (first.tier.value, first.lines, first.amount) == ("first", (), 0)
    said = [str(line) for scope in read(made.content).reasons for line in scope.lines]
    assert "“Giải Nhất” dừng ở STKT06-01-001: dưới điểm tối thiểu 95." in said
    assert "“Giải Nhất”: đã đề nghị 0 trên 1." in said


def test_whole_contest_rows_run_in_their_stored_order(session: Session) -> None:
    """A special prize that stands first takes the best entry; its field's first prize goes to the next."""
    edition = factories.edition(session)
    rows = judging_factories.prize_rows(session, edition)
    rows[0].per_field, rows[0].tier = False, Tier.SPECIAL
    judged(session, edition, [9000, 8500])
    made = prizes.propose(session, edition, by=organiser(session), now=THEN)
    assert given(made) == {"STKT06-01-001": "special", "STKT06-01-002": "second"}
    assert made.content["rows"][0]["field_id"] is None


def test_a_tie_waits_for_the_committee(session: Session) -> None:
    """Two equals and one first prize: pending, a wrong choice is refused, the right one leads to a new list."""
    edition = factories.edition(session)
    rows = judging_factories.prize_rows(session, edition)
    one, two, three = judged(session, edition, [9000, 9000, 8000], tie_chain=[])
    by = organiser(session)
    made = prizes.propose(session, edition, by=by, now=THEN)
    (tie,) = read(made.content).open
    assert (tie.prize, tie.places, [key for key, _, _ in tie.entries]) == ("Giải Nhất", 1, [one.id, two.id])
    assert given(made) == {}
    with pytest.raises(RuleError, match="Còn nhóm bằng nhau"):
        prizes.confirm(session, made, minutes=MINUTES, by=by, now=THEN)
    facts = {"prize_row_id": rows[0].id, "field_id": edition.fields[0].id, "by": by, "now": THEN}
    for wrong in ([one.id, two.id], [three.id], []):
        with pytest.raises(RuleError, match="đúng 1 hồ sơ"):
            prizes.record_tie_decision(session, edition, entry_ids=wrong, reason="Biên bản", **facts)
    with pytest.raises(RuleError, match="lý do"):
        prizes.record_tie_decision(session, edition, entry_ids=[two.id], reason=" ", **facts)
    after = prizes.record_tie_decision(session, edition, entry_ids=[two.id], reason="Vùng cao", **facts)
    assert given(after) == {"STKT06-01-002": "first", "STKT06-01-001": "second", "STKT06-01-003": "third"}
    assert after.version == 2
    assert session.scalars(select(TieDecision.entry_ids)).all() == [[two.id]]
    with pytest.raises(RuleError, match="không còn chờ"):
        prizes.record_tie_decision(session, edition, entry_ids=[one.id], reason="Khác", **facts)
    prizes.confirm(session, after, minutes=MINUTES, by=by, now=THEN)


def test_a_stale_list_is_not_confirmed(session: Session) -> None:
    """When a sheet changes after the list was made, the vote is refused until a new list is made."""
    edition = factories.edition(session)
    judging_factories.prize_rows(session, edition)
    judged(session, edition, [9000, 8500])
    by = organiser(session)
    made = prizes.propose(session, edition, by=by, now=THEN)
    assert prizes.staleness(session, edition, made) == []
    sheet = session.scalars(select(ScoreSheet).order_by(ScoreSheet.id)).first()
    assert sheet is not None
    sheet.total = 6000
    session.flush()
    with pytest.raises(RuleError, match="Phiếu điểm hoặc hồ sơ đã thay đổi"):
        prizes.confirm(session, made, minutes=MINUTES, by=by, now=THEN)
    assert made.confirmed_at is None
    fresh = prizes.propose(session, edition, by=by, now=THEN)
    with pytest.raises(RuleError, match="danh sách mới hơn"):
        prizes.confirm(session, made, minutes=MINUTES, by=by, now=THEN)
    prizes.confirm(session, fresh, minutes=MINUTES, by=by, now=THEN)
    assert fresh.minutes.splitlines()[:2] == [
        "Có mặt: 9/11 ủy viên",
        "Tán thành: 9; không tán thành: 0; ý kiến khác: 0",
    ]
    with pytest.raises(RuleError, match="đã được thông qua"):
        prizes.confirm(session, fresh, minutes=MINUTES, by=by, now=THEN)


def test_a_changed_prize_structure_makes_a_list_stale(session: Session) -> None:
    """Another amount after the list was made is named as the reason."""
    edition = factories.edition(session)
    rows = judging_factories.prize_rows(session, edition)
    judged(session, edition, [9000])
    by = organiser(session)
    made = prizes.propose(session, edition, by=by, now=THEN)
    rows[0].amount = 1
    session.flush()
    (problem,) = prizes.staleness(session, edition, made)
    assert str(problem).startswith("Cơ cấu giải")


def test_half_the_votes_are_not_enough(session: Session) -> None:
    """A list needs more than half of the votes, and the names of those present."""
    edition = factories.edition(session)
    judging_factories.prize_rows(session, edition)
    judged(session, edition, [9000])
    by = organiser(session)
    made = prizes.propose(session, edition, by=by, now=THEN)
    minutes = prizes.Minutes(present="", votes_for=5, votes_against=3, votes_other=2)
    with pytest.raises(RuleError) as refused:
        prizes.confirm(session, made, minutes=minutes, by=by, now=THEN)
    assert [problem.field for problem in refused.value.problems] == ["present", "votes_for"]


def test_the_committee_decides_otherwise(session: Session) -> None:
    """It may take a prize from one entry and give it to another, with a reason, never beyond the quota."""
    edition = factories.edition(session)
    judging_factories.prize_rows(session, edition)
    one, two, three = judged(session, edition, [9000, 8500, 8000])
    by = organiser(session)
    made = prizes.propose(session, edition, by=by, now=THEN)
    first = made.content["rows"][0]["id"]
    with pytest.raises(RuleError, match="đã đủ 1 giải"):
        prizes.change_award(session, edition, entry_id=two.id, row_id=first, reason="Hay hơn", by=by, now=THEN)
    none = prizes.change_award(session, edition, entry_id=one.id, row_id=None, reason="Trùng ý tưởng", by=by, now=THEN)
    assert given(none) == {"STKT06-01-002": "second", "STKT06-01-003": "third"}
    both = prizes.change_award(session, edition, entry_id=two.id, row_id=first, reason="Hay hơn", by=by, now=THEN)
    assert given(both) == {"STKT06-01-002": "first", "STKT06-01-003": "third"}
    assert [str(line) for line in read(both.content).changes] == [
        "Ban Tổ chức quyết định cho STKT06-01-001: từ “Giải Nhất” thành “–”. Lý do: Trùng ý tưởng",
        "Ban Tổ chức quyết định cho STKT06-01-002: từ “Giải Nhì” thành “Giải Nhất”. Lý do: Hay hơn",
    ]
    assert prizes.staleness(session, edition, both) == []
    other_field = next(row["id"] for row in both.content["rows"] if row["field_id"] == edition.fields[1].id)
    with pytest.raises(RuleError, match="không dành cho lĩnh vực"):
        prizes.change_award(session, edition, entry_id=three.id, row_id=other_field, reason="x", by=by, now=THEN)


def test_a_confirmed_list_waits_for_its_decision(session: Session) -> None:
    """Facts come in the order of the list, and only a confirmed list waits."""
    edition = factories.edition(session)
    judging_factories.prize_rows(session, edition)
    one, two = judged(session, edition, [8500, 9000])
    by = organiser(session)
    prizes.propose(session, edition, by=by, now=THEN)
    assert prizes.awaiting_decision(session, edition) is None
    made = confirmed(session, edition, by=by)
    assert prizes.awaiting_decision(session, edition) is made
    facts = prizes.award_facts(made)
    assert [(f.entry_id, f.name, f.amount, f.score, f.position) for f in facts] == [
        (two.id, "Giải Nhất", 40_000_000, 9000, 0),
        (one.id, "Giải Nhì", 32_000_000, 8500, 1),
    ]
    assert session.scalar(select(func.count()).select_from(PrizeProposal)) == 2

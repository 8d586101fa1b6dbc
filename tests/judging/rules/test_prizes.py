"""The prize pass: its properties in random worlds, and each stop by example."""

import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from judging.rules.prize_rows import TIE_POLICIES, PrizeRow, problems_in_rows, room_of, scopes_in_order
from judging.rules.prizes import Decision, PrizeEntry, Proposal, propose

World = tuple[list[PrizeEntry], list[PrizeRow], int | None]


def world(seed: int) -> World:
    """Scores in quarters so that ties are frequent; two fields and sometimes the whole contest (judging.md 8.3)."""
    r = random.Random(seed)
    entries = [
        PrizeEntry(
            number,
            f"HS{number:02d}",
            r.randint(1, 2),
            25 * r.randint(200, 230),
            (None if r.random() < 0.05 else Fraction(r.randint(0, 2)), Fraction(r.randint(0, 2))),
            r.choice((None, 1, 2, 3)),
        )
        for number in range(r.randint(0, 60))
    ]
    rows = []
    quotas = ((1, None, "floor"), (2, None, "floor"), (None, 10, "half_up"), (None, 20, "ceil"))
    for scope in (1, 2, *([None] if r.random() < 0.4 else [])):
        for position, (count, percent, rounding) in enumerate(quotas):
            rows.append(
                PrizeRow(
                    len(rows),
                    scope,
                    position,
                    f"Giải {position}",
                    f"t{position}",
                    count,
                    percent,
                    rounding,
                    None if r.random() < 0.3 else 5600 - 100 * position,
                    r.choice(TIE_POLICIES),
                    r.random() < 0.3,
                    (4 - position) * 1000,
                    2 if seed % 3 == 0 and r.random() < 0.5 else None,
                )
            )
    return entries, rows, r.choice((None, None, 20_000))


def settle(entries: list[PrizeEntry], rows: list[PrizeRow], budget: int | None, seed: int) -> list[Decision]:
    """Decide every pending tie, one after the other, by a draw among the named groups that respects the caps."""
    r = random.Random(seed)
    decisions: list[Decision] = []
    by_id, by_row = {one.id: one for one in entries}, {row.id: row for row in rows}
    while pending := propose(entries, rows, decisions=decisions, budget=budget).pending:
        one = pending[0]
        assert len(decisions) < 50
        ahead = propose(entries, rows, decisions=decisions, budget=budget).awards
        units = Counter(by_id[award.entry_id].unit_id for award in ahead if award.row_id == one.row_id)
        cap, chosen = by_row[one.row_id].cap_per_unit, []
        for entry_id in r.sample(one.entry_ids, len(one.entry_ids)):
            unit = by_id[entry_id].unit_id
            if len(chosen) < one.places and (cap is None or unit is None or units[unit] < cap):
                chosen.append(entry_id)
                units[unit] += 1
        decisions.append(Decision(one.row_id, frozenset(chosen)))
    return decisions


def check(entries: list[PrizeEntry], rows: list[PrizeRow], budget: int | None, result: Proposal) -> None:
    by_id, by_row = {one.id: one for one in entries}, {row.id: row for row in rows}
    got = {award.entry_id: by_row[award.row_id] for award in result.awards}
    assert len(got) == len(result.awards)
    assert result.spent == sum(award.amount for award in result.awards)
    assert budget is None or result.spent <= budget
    for award in result.awards:
        row, entry = by_row[award.row_id], by_id[award.entry_id]
        assert row.field_id in (None, entry.field_id)
        assert row.minimum is None or entry.score >= row.minimum
    carry: dict[int | None, int] = {}
    for row in sorted(rows, key=lambda row: row.position):
        winners = [by_id[one] for one, of in got.items() if of == row]
        base = sum(row.field_id in (None, entry.field_id) for entry in entries)
        room = room_of(row, base, carry.get(row.field_id, 0))
        assert room is not None
        assert len(winners) <= room or row.tie_policy == "include_all"
        carry[row.field_id] = max(0, room - len(winners)) if row.carry_down else 0
        if row.cap_per_unit is not None and row.tie_policy != "include_all":
            units = Counter(one.unit_id for one in winners if one.unit_id is not None)
            assert max(units.values(), default=0) <= row.cap_per_unit
    if all(row.cap_per_unit is None for row in rows):
        check_order(entries, rows, result)


def check_order(entries: list[PrizeEntry], rows: list[PrizeRow], result: Proposal) -> None:
    """A better score never gets a lower tier; equals differ only by keys or by a decision."""
    by_row = {row.id: row for row in rows}
    for scope in {row.field_id for row in rows}:
        tier = {a.entry_id: by_row[a.row_id].position for a in result.awards if by_row[a.row_id].field_id == scope}
        elsewhere = {a.entry_id for a in result.awards} - set(tier)
        decided = {a.row_id for a in result.awards if a.by_decision}
        keyed = [row for row in rows if row.field_id == scope and (row.tie_policy == "keys" or row.id in decided)]
        pool = [one for one in entries if scope in (None, one.field_id) and one.id not in elsewhere]
        pool.sort(key=lambda one: -one.score)
        worst_above, worst_here, last = -1, -1, None
        for one in pool:
            mine = tier.get(one.id, 99)
            if one.score != last:
                worst_above, last = max(worst_above, worst_here), one.score
            assert mine >= worst_above
            worst_here = max(worst_here, mine)
        if not keyed:
            for score in {one.score for one in pool}:
                assert len({tier.get(one.id, 99) for one in pool if one.score == score}) == 1


@pytest.mark.parametrize("block", range(5))
def test_properties_hold_in_random_worlds(block: int) -> None:
    decided = 0
    for seed in range(block * 120, block * 120 + 120):
        entries, rows, budget = world(seed)
        assert problems_in_rows(rows) == []
        first = propose(entries, rows, budget=budget)
        check(entries, rows, budget, first)
        decisions = settle(entries, rows, budget, seed)
        decided += len(decisions)
        final = propose(entries, rows, decisions=decisions, budget=budget)
        assert final.pending == ()
        assert not any(award.provisional for award in final.awards)
        assert {line.kind for line in final.log}.isdisjoint({"refused", "pending"})
        check(entries, rows, budget, final)
        r = random.Random(seed)
        mixed = r.sample(entries, len(entries)), r.sample(rows, len(rows))
        assert propose(*mixed, decisions=decisions, budget=budget) == final
        assert all("%(" not in str(line.message) for line in final.log)
    assert decided > 20


FIRST = PrizeRow(1, 1, 1, "Giải Nhất", "nhat", quota_count=1, tie_policy="committee", amount=100)
SECOND = PrizeRow(2, 1, 2, "Giải Nhì", "nhi", quota_count=2, tie_policy="committee", amount=50)


def entry(number: int, score: int, *keys: int, unit: int | None = None, field: int = 1) -> PrizeEntry:
    return PrizeEntry(number, f"HS{number}", field, score, tuple(Fraction(key) for key in keys), unit)


def winners(result: Proposal) -> list[tuple[int, str]]:
    return [(award.entry_id, award.tier) for award in result.awards]


def kinds(result: Proposal) -> list[str]:
    return [line.kind for line in result.log]


def test_an_empty_tier_stays_empty_or_carries_down_if_the_row_says_so() -> None:
    entries = [entry(1, 8000), entry(2, 7900), entry(3, 7800), entry(4, 7700)]
    first = replace(FIRST, minimum=9000)
    assert winners(propose(entries, [first, SECOND])) == [(1, "nhi"), (2, "nhi")]
    assert winners(propose(entries, [replace(FIRST, minimum=8000)])) == [(1, "nhat")]
    carried = propose(entries, [replace(first, carry_down=True), SECOND])
    assert winners(carried) == [(1, "nhi"), (2, "nhi"), (3, "nhi")]
    assert kinds(carried)[0] == "below_minimum"


def test_a_cut_tie_waits_for_a_decision_that_fits() -> None:
    entries = [entry(1, 9000), entry(2, 9000), entry(3, 8000), entry(4, 7000)]
    waiting = propose(entries, [FIRST, SECOND])
    assert [(one.row_id, one.places, one.entry_ids) for one in waiting.pending] == [(1, 1, (1, 2))]
    assert winners(waiting) == []
    for named in ({1, 2}, {3}, set(), {1, 3}):
        refused = propose(entries, [FIRST, SECOND], decisions=[Decision(1, frozenset(named))])
        assert kinds(refused) == ["refused", "pending"]
        assert winners(refused) == []
    decided = propose(entries, [FIRST, SECOND], decisions=[Decision(1, frozenset({2}))])
    assert winners(decided) == [(2, "nhat"), (1, "nhi"), (3, "nhi")]
    assert [award.by_decision for award in decided.awards] == [True, False, False]
    settled = propose(entries[1:], [FIRST, SECOND], decisions=[Decision(1, frozenset({2}))])
    assert kinds(settled)[-1] == "unused"


def test_keys_decide_only_where_the_quota_cuts() -> None:
    entries = [entry(1, 9000, 1), entry(2, 9000, 2), entry(3, 9000, 1)]
    keyed = propose(entries, [replace(FIRST, tie_policy="keys")])
    assert winners(keyed) == [(2, "nhat")]
    still = propose(entries, [replace(FIRST, tie_policy="keys", quota_count=2)])
    assert winners(still) == [(2, "nhat")]
    assert still.pending[0].entry_ids == (1, 3)
    missing = [replace(entries[0], keys=(None,)), *entries[1:]]
    assert propose(missing, [replace(FIRST, tie_policy="keys")]).pending[0].entry_ids == (1, 2, 3)


def test_include_and_exclude_all_move_the_whole_group() -> None:
    entries = [entry(1, 9000), entry(2, 9000), entry(3, 8000)]
    included = propose(entries, [replace(FIRST, tie_policy="include_all"), SECOND])
    assert winners(included) == [(1, "nhat"), (2, "nhat"), (3, "nhi")]
    excluded = propose(entries, [replace(FIRST, tie_policy="exclude_all"), SECOND])
    assert winners(excluded) == [(1, "nhi"), (2, "nhi")]
    assert kinds(excluded)[0] == "exclude_all"


def test_the_budget_stops_a_row_but_not_the_cheaper_one_below() -> None:
    result = propose([entry(1, 9000), entry(2, 8000)], [FIRST, SECOND], budget=99)
    assert winners(result) == [(1, "nhi")]
    assert result.spent == 50
    assert kinds(result) == ["over_budget", "given", "award", "over_budget", "given"]


def test_the_cap_passes_over_a_unit_for_this_row_only() -> None:
    entries = [entry(1, 9000, unit=5), entry(2, 8900, unit=5), entry(3, 8800, unit=6)]
    result = propose(entries, [replace(SECOND, id=1, position=1, tier="a", cap_per_unit=1), SECOND])
    assert winners(result) == [(1, "a"), (3, "a"), (2, "nhi")]
    assert "passed_over" in kinds(result)
    equals = [entry(1, 9000, unit=5), entry(2, 9000, unit=5), entry(3, 8800, unit=6)]
    capped = replace(SECOND, cap_per_unit=1)
    assert propose(equals, [capped]).pending[0].places == 1
    assert winners(propose(equals, [replace(capped, tie_policy="exclude_all")])) == [(3, "nhi")]
    assert winners(propose(equals, [replace(capped, tie_policy="include_all")])) == [(1, "nhi"), (2, "nhi")]
    three = [*equals[:2], entry(3, 9000, unit=6)]
    over = propose(three, [capped], decisions=[Decision(2, frozenset({1, 2}))])
    assert kinds(over) == ["refused", "pending"]
    assert len(propose(three, [capped], decisions=[Decision(2, frozenset({1, 3}))]).awards) == 2


def test_one_row_may_need_two_decisions() -> None:
    entries = [entry(1, 9000, unit=5), entry(2, 9000, unit=5), entry(3, 8000), entry(4, 8000)]
    row = replace(SECOND, cap_per_unit=1)
    first, second = Decision(2, frozenset({2})), Decision(2, frozenset({4}))
    assert propose(entries, [row], decisions=[first]).pending[0].entry_ids == (3, 4)
    for decisions in ([first, second], [second, first]):
        assert winners(propose(entries, [row], decisions=decisions)) == [(2, "nhi"), (4, "nhi")]
    contradictory = propose(entries, [row], decisions=[first, Decision(2, frozenset({1}))])
    assert kinds(contradictory) == ["refused", "pending"]


def test_whole_contest_rows_skip_holders_and_are_provisional_after_a_pending_tie() -> None:
    special = PrizeRow(9, None, 1, "Đặc biệt", "db", quota_count=1, amount=10)
    entries = [entry(1, 9000), entry(2, 8000), entry(3, 8500, field=2)]
    assert winners(propose(entries, [FIRST, special])) == [(1, "nhat"), (3, "db")]
    assert winners(propose(entries, [FIRST, special], scope_order=(None,))) == [(1, "db"), (2, "nhat")]
    tied = [*entries, entry(4, 9000)]
    late = propose(tied, [FIRST, replace(special, quota_count=2)])
    assert [(award.tier, award.provisional) for award in late.awards] == [("db", True), ("db", True)]
    other = replace(FIRST, id=5, field_id=2)
    free, shared = (propose(tied, [FIRST, other], budget=budget).awards[0] for budget in (None, 1000))
    assert (free.provisional, shared.provisional) == (False, True)


def test_percentages_count_all_eligible_entries_of_the_scope() -> None:
    assert [
        room_of(replace(FIRST, quota_count=None, quota_percent=10, percent_rounding=how), 25, 1)
        for how in ("floor", "half_up", "ceil")
    ] == [3, 4, 4]
    assert room_of(replace(FIRST, quota_count=None), 25, 0) is None
    assert scopes_in_order([replace(FIRST, field_id=scope) for scope in (None, 2, 1)], (2,)) == [2, 1, None]
    half = replace(FIRST, id=7, field_id=None, quota_count=None, quota_percent=50)
    after = propose([entry(n, 9000 - n) for n in range(4)], [replace(FIRST, quota_count=2), half])
    assert [tier for _, tier in winners(after)] == ["nhat"] * 4
    unlimited = propose([entry(n, 9000 - n) for n in range(4)], [replace(FIRST, quota_count=None)])
    assert len(unlimited.awards) == 4
    assert str(unlimited.log[-1].message) == "“Giải Nhất”: đã đề nghị 4 trên ∞."


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "rows-1-name"),
        ({"tier": ""}, "rows-1-tier"),
        ({"tier": "nhat"}, "rows-1-tier"),
        ({"position": 1}, "rows-1-position"),
        ({"tie_policy": "lot"}, "rows-1-tie_policy"),
        ({"percent_rounding": "up"}, "rows-1-percent_rounding"),
        ({"quota_percent": 10}, "rows-1-quota_percent"),
        ({"quota_count": None, "quota_percent": 101}, "rows-1-quota_percent"),
        ({"quota_count": -1}, "rows-1-quota_count"),
        ({"minimum": -5}, "rows-1-minimum"),
        ({"minimum": 9500}, "rows-1-minimum"),
        ({"amount": -1}, "rows-1-amount"),
        ({"cap_per_unit": 0}, "rows-1-cap_per_unit"),
    ],
)
def test_rows_are_checked(changed: dict[str, object], field: str) -> None:
    first = replace(FIRST, minimum=9000)
    assert problems_in_rows([first, SECOND]) == []
    found = problems_in_rows([first, replace(SECOND, **changed)])
    assert field in {one.field for one in found}
    assert all("%(" not in str(one) for one in found)

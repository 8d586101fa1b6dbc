"""The swap search: it lowers its aim and keeps loads, places, fields and conflicts."""

import itertools
import random
from collections import Counter

import pytest

from judging.rules.assignment_swaps import default_proposals, pair_counts, swap_search


def squares(pairs: list[tuple[int, int]]) -> int:
    panels: dict[int, set[int]] = {}
    for entry, judge in pairs:
        panels.setdefault(entry, set()).add(judge)
    return sum(count**2 for row in pair_counts(panels.values()).values() for count in row.values()) // 2


def test_swaps_lower_the_aim_and_keep_loads_places_fields_and_conflicts() -> None:
    for seed in range(10):
        r = random.Random(seed)
        fields = {entry: entry % 2 for entry in range(40)}
        chosen = [(entry, 10 * (entry % 2) + judge) for entry in range(40) for judge in (0, 1, 2)]
        chosen += [(entry, 10 * (entry % 2) + r.randint(3, 7)) for entry in range(40)]
        fixed = chosen[:6]
        legal = {(e, 10 * (e % 2) + j): r.randint(0, 20) for e in range(40) for j in range(8) if r.random() < 0.9}
        legal |= {pair: r.randint(0, 20) for pair in chosen}
        for mu in (0.25, 1.0):
            moving = chosen[6:]
            after = swap_search(moving, legal, fields, fixed=fixed, mu=mu, proposals=3000, seed=seed)
            assert len(set(after) | set(fixed)) == len(chosen)
            assert set(after) <= set(legal)
            for side in (0, 1):
                assert Counter(pair[side] for pair in after) == Counter(pair[side] for pair in moving)
            aims = [mu * squares(plan + fixed) - sum(legal[pair] for pair in plan) for plan in (moving, after)]
            assert aims[1] < aims[0]
            shuffled = r.sample(moving, len(moving))
            assert swap_search(shuffled, legal, fields, fixed=fixed, mu=mu, proposals=3000, seed=seed) == after


@pytest.mark.parametrize("seed", range(12))
def test_after_enough_proposals_no_exchange_is_left_that_helps(seed: int) -> None:
    r = random.Random(seed)
    chosen = [(entry, judge) for entry in range(10) for judge in r.sample(range(7), r.randint(2, 4))]
    legal = {(entry, judge): r.randint(0, 3) for entry in range(10) for judge in range(7)}

    def aim(plan: list[tuple[int, int]]) -> int:
        return squares(plan) - sum(legal[pair] for pair in plan)

    after = swap_search(chosen, legal, dict.fromkeys(range(10), 1), mu=1, proposals=15_000, seed=seed)
    assert aim(after) < aim(chosen)
    for (e, a), (f, b) in itertools.combinations(after, 2):
        if e != f and a != b and (e, b) not in after and (f, a) not in after:
            assert aim([*(set(after) - {(e, a), (f, b)}), (e, b), (f, a)]) >= aim(after)


def test_proposals_grow_with_the_plan() -> None:
    assert default_proposals(0) == 0
    assert [round(default_proposals(places), -5) for places in (1500, 15_000, 80_000)] == [100_000, 400_000, 1_500_000]
    assert swap_search([(1, 1)], {(1, 1): 5}, {1: 1}, proposals=100, seed=1) == [(1, 1)]

"""The assignment against brute force and an independent flow; what cannot be filled, and why."""

import itertools
import json
import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from contest.rules.problems import RuleError
from judging.rules import assignment_process
from judging.rules.assignment import (
    FILL_ONLY_BONUS,
    AssignEntry,
    AssignJudge,
    BarredPair,
    Instance,
    Plan,
    build_pairs,
    input_hash,
    make_plan,
    objective,
    problems_in_plan,
)
from judging.rules.assignment_solver import answer


def instance(seed: int, entries: int, judges: int, k: int, maximum: int | None = None) -> Instance:
    """A random instance with two fields, barred pairs, some locked loads and some begun sheets."""
    r = random.Random(seed)
    all_entries = tuple(AssignEntry(10 + n, r.randint(1, k), r.randint(1, 2)) for n in range(entries))
    all_judges = tuple(
        AssignJudge(500 + n, r.choice(((1,), (2,), (1, 2))), maximum, r.randint(0, 1) if seed % 2 else 0)
        for n in range(judges)
    )
    barred = tuple(
        BarredPair(entry.id, judge.id, r.choice(("same_unit", "declared", "teacher")))
        for entry in all_entries
        for judge in all_judges
        if entry.field_id in judge.field_ids and r.random() < 0.15
    )
    affinity = {(e.id, j.id): r.randint(0, 100) for e in all_entries for j in all_judges}
    pairs = build_pairs(all_entries, all_judges, barred, affinity)
    forced = tuple((pair.entry_id, pair.judge_id) for pair in r.sample(pairs, min(len(pairs), seed % 3)))
    return Instance(all_entries, all_judges, pairs, forced, (), barred)


def free_pairs(one: Instance) -> list[tuple[int, int]]:
    return sorted({(pair.entry_id, pair.judge_id) for pair in one.pairs} - set(one.forced))


def wanted(one: Instance) -> dict[int, int]:
    begun = Counter(entry for entry, _ in one.forced)
    return {entry.id: max(0, entry.wanted - begun[entry.id]) for entry in one.entries}


def limits(one: Instance) -> dict[int, int]:
    begun = Counter(judge for _, judge in one.forced)
    top = {judge.id: 10**6 if judge.maximum is None else judge.maximum for judge in one.judges}
    return {judge.id: max(0, top[judge.id] - judge.locked - begun[judge.id]) for judge in one.judges}


def brute_force(one: Instance, weight: int) -> tuple[int, int]:
    """Try everything: the most places filled, and the least cost of that many."""
    legal, room, best = free_pairs(one), limits(one), (1, 0)
    choices = []
    for entry_id, places in wanted(one).items():
        judges = [judge for entry, judge in legal if entry == entry_id]
        sets = [s for n in range(places + 1) for s in itertools.combinations(judges, n)]
        choices.append([[(entry_id, judge) for judge in judges_of] for judges_of in sets])
    for parts in itertools.product(*choices):
        chosen = [pair for part in parts for pair in part]
        load = Counter(judge for _, judge in chosen)
        if all(count <= room[judge] for judge, count in load.items()):
            best = min(best, (-len(chosen), objective(one, chosen, weight)))
    return -best[0], best[1]


def shortest_paths(one: Instance, weight: int) -> tuple[int, int]:
    """An independent optimum: successive cheapest augmenting paths (Bellman-Ford) over the arcs of judging.md 2.2."""
    start = {judge.id: judge.locked for judge in one.judges}
    start.update(Counter(start) + Counter(judge for _, judge in one.forced))
    arcs: list[list[object]] = [["s", f"e{e}", n, 0] for e, n in wanted(one).items()]
    worth = {(pair.entry_id, pair.judge_id): pair.affinity for pair in one.pairs}
    arcs += [[f"e{e}", f"j{j}", 1, 100 - worth[e, j]] for e, j in free_pairs(one)]
    for judge, room in limits(one).items():
        arcs += [[f"j{judge}", "t", 1, weight * (start[judge] + n)] for n in range(min(room, len(one.entries)))]
    graph = [list(arc) for arc in arcs] + [[arc[1], arc[0], 0, -arc[3]] for arc in arcs]
    flow = cost = 0
    while True:
        far: dict[object, int] = {"s": 0}
        via: dict[object, int] = {}
        changed = True
        while changed:
            changed = False
            for number, (tail, head, left, price) in enumerate(graph):
                if left and tail in far and far[tail] + price < far.get(head, 10**15):
                    far[head], via[head], changed = far[tail] + price, number, True
        if "t" not in far:
            return flow, cost
        flow, cost, node = flow + 1, cost + far["t"], "t"
        while node != "s":
            number = via[node]
            graph[number][2] -= 1
            graph[(number + len(arcs)) % len(graph)][2] += 1
            node = graph[number][0]


@pytest.fixture(name="quick")
def fixture_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Solve in this process: the subprocess has its own tests."""
    monkeypatch.setattr(assignment_process, "_run", lambda question, _: json.dumps(answer(json.loads(question))))


def check(one: Instance, pairs: tuple[tuple[int, int], ...]) -> int:
    """Assert that a plan breaks no rule; return the number of places filled beyond the forced ones."""
    assert problems_in_plan(one, pairs) == []
    assert len(set(pairs)) == len(pairs)
    assert set(one.forced) <= set(pairs) <= {(p.entry_id, p.judge_id) for p in one.pairs} | set(one.forced)
    assert not {(bar.entry_id, bar.judge_id) for bar in one.barred} & (set(pairs) - set(one.forced))
    return len(pairs) - len(one.forced)


@pytest.mark.usefixtures("quick")
def test_tiny_instances_agree_with_brute_force() -> None:
    for seed in range(60):
        one = instance(seed, 4, 4, 2, maximum=None if seed % 4 else 2)
        plan = make_plan(one, seed=seed, proposals=0, weight=(10_000, 100, 3)[seed % 3])
        assert (check(one, plan.pairs), plan.optimum) == brute_force(one, plan.recipe.weight)


@pytest.mark.usefixtures("quick")
def test_small_instances_agree_with_an_independent_flow() -> None:
    short = 0
    for seed in range(40):
        one = instance(seed, 15, 7, 4, maximum=None if seed % 3 else 6)
        plan = make_plan(one, seed=seed, proposals=0, weight=10_000 if seed % 2 else 50)
        assert (check(one, plan.pairs), plan.optimum) == shortest_paths(one, plan.recipe.weight)
        got = Counter(entry for entry, _ in plan.pairs)
        lacking = {entry.id for entry in one.entries if got[entry.id] < entry.wanted}
        assert {shortage.entry_id for shortage in plan.shortages} == lacking
        short += bool(lacking)
    assert 5 < short < 40


@pytest.mark.usefixtures("quick")
def test_loads_far_from_the_mean_are_levelled_too() -> None:
    """Three busy judges and ten idle ones: both lie outside the window in which the solver first looks."""
    r = random.Random(8)
    entries = tuple(AssignEntry(n, 2, 1) for n in range(40)) + tuple(AssignEntry(100 + n, 1, 2) for n in range(20))
    judges = tuple(AssignJudge(500 + n, (1,) if n < 3 else (2,)) for n in range(13))
    affinity = {(e.id, j.id): r.choice((0, 100)) * (j.id % 3) for e in entries for j in judges}
    one = Instance(entries, judges, build_pairs(entries, judges, (), affinity))
    plan = make_plan(one, seed=1, proposals=0)
    assert sorted(plan.loads.values()) == [2] * 10 + [26, 27, 27]
    assert (len(plan.pairs), plan.optimum) == shortest_paths(one, 10_000)


@pytest.mark.usefixtures("quick")
def test_feasible_instances_are_filled_exactly_and_evenly_whatever_the_order() -> None:
    for seed in range(12):
        r = random.Random(seed)
        entries = tuple(AssignEntry(n, 3, 1 + n % 2) for n in range(40))
        judges = tuple(AssignJudge(n, (1 + n % 2,)) for n in range(14))
        barred = tuple(BarredPair(n, r.randrange(14), "same_unit") for n in range(40))
        affinity = {(e, j): r.randint(0, 9) for e in range(40) for j in range(14)}
        one = Instance(entries, judges, build_pairs(entries, judges, barred, affinity), barred=barred)
        plan = make_plan(one, seed=seed)
        check(one, plan.pairs)
        assert plan.shortages == ()
        assert set(Counter(entry for entry, _ in plan.pairs).values()) == {3}
        assert max(plan.loads.values()) - min(plan.loads.values()) <= 1
        mixed = Instance(
            tuple(r.sample(entries, 40)),
            tuple(r.sample(judges, 14)),
            tuple(r.sample(one.pairs, len(one.pairs))),
            barred=tuple(r.sample(barred, len(barred))),
        )
        assert make_plan(mixed, seed=seed) == plan
        assert make_plan(one, seed=seed + 1).optimum == plan.optimum


@pytest.mark.usefixtures("quick")
def test_no_exchange_improves_a_larger_plan() -> None:
    """The optimality proof of a flow: its residual network, in whole numbers, has no cycle of negative cost."""
    one = instance(2, 250, 30, 5, maximum=45)
    for weight in (10_000, 100):
        plan = make_plan(one, seed=1, proposals=0, weight=weight)
        check(one, plan.pairs)
        assert not improvable(one, plan, weight)
        worse = make_plan(one, seed=1, proposals=5000, mu=2, weight=weight)
        assert worse.affinity < plan.affinity
        assert improvable(one, worse, weight)


def improvable(one: Instance, plan: Plan, weight: int) -> bool:
    """Search the residual network (legal pairs and load steps, both directions) for a negative cycle."""
    worth = {(pair.entry_id, pair.judge_id): pair.affinity for pair in one.pairs}
    chosen, room = set(plan.pairs), limits(one)
    arcs = []
    for entry, judge in free_pairs(one):
        price = 100 - worth[entry, judge]
        arcs.append((judge, entry, -price) if (entry, judge) in chosen else (entry, judge, price))
    taken = Counter(judge for _, judge in chosen - set(one.forced))
    for judge, load in plan.loads.items():
        if taken[judge] < room[judge]:
            arcs.append((judge, 0, weight * load))
        if taken[judge]:
            arcs.append((0, judge, -weight * (load - 1)))
    tails, heads, prices = (np.array(column) for column in zip(*arcs, strict=True))
    far = np.zeros(1000, dtype=np.int64)
    for _ in range(400):
        best = far.copy()
        np.minimum.at(best, heads, far[tails] + prices)
        if (best == far).all():
            return False
        far = best
    return True


@pytest.mark.usefixtures("quick")
def test_shortages_say_why_in_words() -> None:
    entries = (AssignEntry(1, 3, 1), AssignEntry(2, 1, 1))
    judges = (AssignJudge(1, (1,)), AssignJudge(2, (1,)), AssignJudge(3, (2,)), AssignJudge(4, (1,), maximum=0))
    barred = (BarredPair(1, 2, "same_unit"), BarredPair(2, 2, "declared"), BarredPair(2, 4, "teacher"))
    one = Instance(entries, judges, build_pairs(entries, judges, barred), barred=barred)
    plan = make_plan(one, seed=1)
    assert plan.pairs == ((1, 1), (2, 1))
    (found,) = plan.shortages
    assert (found.entry_id, found.wanted, found.got, found.legal) == (1, 3, 1, 2)
    assert (found.same_unit, found.declared, found.personal, found.other_field, found.full) == (1, 0, 0, 1, 1)
    assert str(found.message) == (
        "Cần 3 giám khảo, mới có 1; 2 người chấm được. Không chọn được: 1 cùng đơn vị, 0 đã khai báo, "
        "0 liên quan đến tác giả, 1 khác lĩnh vực, 1 đã đủ số hồ sơ."
    )


@pytest.mark.usefixtures("quick")
def test_fill_only_moves_nothing_that_stands() -> None:
    one = replace(instance(4, 20, 9, 3), forced=())
    before = make_plan(one, seed=1).pairs
    gone = max(judge for _, judge in before)
    left = replace(
        one,
        judges=tuple(judge for judge in one.judges if judge.id != gone),
        pairs=tuple(pair for pair in one.pairs if pair.judge_id != gone),
        present=tuple(pair for pair in before if pair[1] != gone),
    )
    after = make_plan(left, seed=2, weight=100, bonus=FILL_ONLY_BONUS)
    assert {pair for pair in before if pair[1] != gone} <= set(after.pairs)
    assert after.recipe.proposals == 0


@pytest.mark.usefixtures("quick")
def test_wrong_instances_are_refused_and_empty_ones_are_not() -> None:
    assert make_plan(Instance((), (), ()), seed=1).pairs == ()
    one = instance(6, 5, 5, 2)
    wrong = (
        replace(one, entries=(*one.entries, one.entries[0])),
        replace(one, pairs=(*one.pairs, one.pairs[0])),
        replace(one, forced=((999, 500),)),
        replace(one, judges=(*one.judges, AssignJudge(900, (1,), -1))),
    )
    for each in wrong:
        with pytest.raises(RuleError):
            make_plan(each, seed=1)
    assert input_hash(one) != input_hash(replace(one, forced=(free_pairs(one)[0],)))


def test_the_check_catches_every_kind_of_wrong_plan() -> None:
    entries, judges = (AssignEntry(1, 1, 1), AssignEntry(2, 1, 1)), (AssignJudge(1, (1,), 1), AssignJudge(2, (1,)))
    one = Instance(entries, judges, build_pairs(entries, judges, [BarredPair(2, 2, "declared")]), forced=((1, 2),))
    assert problems_in_plan(one, [(1, 2), (2, 1)]) == []
    for wrong in ([(2, 1)], [(1, 2), (2, 2)], [(1, 2), (1, 1)], [(1, 2), (2, 1), (2, 1)]):
        assert len(problems_in_plan(one, wrong)) == 1
    assert len(problems_in_plan(replace(one, judges=(AssignJudge(1, (1,), 1, 1), judges[1])), [(1, 2), (2, 1)])) == 1

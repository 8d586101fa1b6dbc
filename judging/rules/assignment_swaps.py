"""Break cliques: exchange judges between entries so that fewer pairs of judges share many entries."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

EntryJudge = tuple[int, int]


def default_proposals(places: int) -> int:
    """Return the number of proposals for a plan of that many places (about 60,000 / 400,000 / 1,500,000 at S/M/L)."""
    return min(1_500_000, 27 * places + 20_000) if places else 0


def swap_search(
    chosen: Sequence[EntryJudge],
    affinity: Mapping[EntryJudge, int],
    fields: Mapping[int, int],
    *,
    fixed: Iterable[EntryJudge] = (),
    mu: float = 0.25,
    proposals: int,
    seed: int,
) -> list[EntryJudge]:
    """Minimise mu * sum of n_ab squared - sum of affinity by exchanges between two entries of one field.

    ``chosen`` pairs may move, ``fixed`` pairs count but stay, only pairs in ``affinity`` are legal. Loads, places,
    conflicts and fields stay as they are. Same input and seed, same result (judging.md 2.7).
    """
    movable: dict[int, list[int]] = defaultdict(list)
    for entry, judge in sorted(chosen):
        movable[entry].append(judge)
    by_field: dict[int, list[int]] = defaultdict(list)
    for entry in movable:
        by_field[fields[entry]].append(entry)
    partners = {entry: by_field[fields[entry]] for entry in movable if len(by_field[fields[entry]]) > 1}
    if not partners:
        return sorted(chosen)
    sets: dict[int, set[int]] = defaultdict(set)
    for entry, judge in [*fixed, *chosen]:
        sets[entry].add(judge)
    shared = pair_counts(sets.values())
    entries, draw = list(partners), random.Random(seed).random  # noqa: S311 - reproducible, not secret
    for _ in range(proposals):
        e = entries[int(draw() * len(entries))]
        group = partners[e]
        f = group[int(draw() * len(group))]
        at_e, at_f = int(draw() * len(movable[e])), int(draw() * len(movable[f]))
        a, b = movable[e][at_e], movable[f][at_f]
        set_e, set_f = sets[e], sets[f]
        if e == f or a == b or b in set_e or a in set_f:
            continue
        gain_b, gain_a = affinity.get((e, b)), affinity.get((f, a))
        if gain_b is None or gain_a is None:
            continue
        change = gain_b + gain_a - affinity[e, a] - affinity[f, b]
        only_e = [c for c in set_e if c != a and c not in set_f]
        only_f = [c for c in set_f if c != b and c not in set_e]
        of_a, of_b = shared[a], shared[b]
        pairs = 0
        for c in only_e:
            pairs += 2 - 2 * of_a.get(c, 0) + 2 * of_b.get(c, 0)
        for c in only_f:
            pairs += 2 - 2 * of_b.get(c, 0) + 2 * of_a.get(c, 0)
        if mu * pairs - change < 0:
            movable[e][at_e], movable[f][at_f] = b, a
            set_e.remove(a)
            set_e.add(b)
            set_f.remove(b)
            set_f.add(a)
            _move(shared, only_e, a, b)
            _move(shared, only_f, b, a)
    return sorted((entry, judge) for entry, judges in movable.items() for judge in judges)


def pair_counts(panels: Iterable[Iterable[int]]) -> dict[int, dict[int, int]]:
    """Return n_ab, the number of panels that hold both judges, in both directions."""
    shared: dict[int, dict[int, int]] = defaultdict(dict)
    for panel in panels:
        members = sorted(panel)
        for a in members:
            of_a = shared[a]
            for b in members:
                if a != b:
                    of_a[b] = of_a.get(b, 0) + 1
    return shared


def _move(shared: dict[int, dict[int, int]], others: Iterable[int], old: int, new: int) -> None:
    """Count one shared entry less with ``old`` and one more with ``new`` for each of the others."""
    for c in others:
        shared[old][c] = shared[c][old] = shared[old][c] - 1
        shared[new][c] = shared[c][new] = shared[new].get(c, 0) + 1

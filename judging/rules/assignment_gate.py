"""The gate: are the judges of a plan, or of the sheets that exist, linked well enough to be compared?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from contest.rules.problems import N_, Problem
from judging.rules.assignment_swaps import pair_counts

EntryJudge = tuple[int, int]
Verdict = Literal["good", "warn", "strong_warning", "refuse"]

_READINGS: dict[Verdict, str] = {
    "good": N_("Các giám khảo được nối với nhau đủ chắc (λ₂ = %(lambda2)s)."),
    "warn": N_("Các giám khảo nối với nhau hơi yếu (λ₂ = %(lambda2)s, nên từ 1). Hãy đổi chéo thêm vài hồ sơ."),
    "strong_warning": N_("Các giám khảo nối với nhau rất yếu (λ₂ = %(lambda2)s). Hãy đổi chéo 5–10 %% số phiếu."),
    "refuse": N_(
        "Giám khảo chia thành %(components)s nhóm không có hồ sơ chung; không lập được một bảng hiệu chỉnh chung."
    ),
}


@dataclass(frozen=True)
class Gate:
    """The reading of judging.md 2.8: ``lambda2`` counts scores (None = a single judge, nothing to compare)."""

    components: int
    lambda2: float | None
    largest_pair: int
    verdict: Verdict
    message: Problem


def gate(pairs: Iterable[EntryJudge]) -> Gate:
    """Judge how well (entry id, judge id) pairs link the judges (judging.md 2.8).

    Components come from a graph search; lambda2 is the second smallest eigenvalue of C = diag(r) - N' diag(1/n) N.
    """
    panels: dict[int, list[int]] = defaultdict(list)
    for entry, judge in sorted(set(pairs)):
        panels[entry].append(judge)
    shared = pair_counts(panels.values())
    judges = sorted({judge for panel in panels.values() for judge in panel})
    components = _components(judges, shared)
    lambda2 = None
    if len(judges) > 1:
        lambda2 = 0.0 if components > 1 else _lambda2(judges, panels)
    largest = max((count for row in shared.values() for count in row.values()), default=0)
    verdict = _verdict(components, lambda2)
    shown = "–" if lambda2 is None else f"{lambda2:.2f}".replace(".", ",")
    message = Problem(_READINGS[verdict], values={"lambda2": shown, "components": components})
    return Gate(components, lambda2, largest, verdict, message)


def gates_by_field(pairs: Iterable[EntryJudge], fields: Mapping[int, int]) -> dict[int, Gate]:
    """Return the gate of each field (field id -> gate); ``fields`` maps entry id to field id."""
    split: dict[int, list[EntryJudge]] = defaultdict(list)
    for entry, judge in pairs:
        split[fields[entry]].append((entry, judge))
    return {field_id: gate(split[field_id]) for field_id in sorted(split)}


def _verdict(components: int, lambda2: float | None) -> Verdict:
    """Return the row of the table in judging.md 2.8."""
    if components > 1:
        return "refuse"
    if lambda2 is None or lambda2 >= 1 - 1e-9:
        return "good"
    return "warn" if lambda2 >= 0.5 - 1e-9 else "strong_warning"


def _components(judges: list[int], shared: Mapping[int, Mapping[int, int]]) -> int:
    """Count groups of judges that no shared entry links."""
    unseen, count = set(judges), 0
    while unseen:
        count += 1
        stack = [unseen.pop()]
        while stack:
            near = unseen & shared.get(stack.pop(), {}).keys()
            unseen -= near
            stack += near
    return count


def _lambda2(judges: list[int], panels: Mapping[int, list[int]]) -> float:
    """Return the smallest non-trivial eigenvalue of the judge information matrix of a connected design."""
    import numpy as np  # noqa: PLC0415 - slow to import, and only this page needs it

    at = {judge: index for index, judge in enumerate(judges)}
    matrix = np.zeros((len(judges), len(judges)))
    for panel in panels.values():
        members = [at[judge] for judge in panel]
        matrix[np.ix_(members, members)] -= 1 / len(members)
        matrix[members, members] += 1
    return float(np.linalg.eigvalsh(matrix)[1])

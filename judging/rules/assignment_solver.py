"""Solve one assignment network as a linear programme: JSON on stdin, JSON on stdout, run as a module.

In: supply (places per entry), start and room (load and free places per judge), entry / judge / cost (one item per
legal pair), weight, time_limit (seconds). Out: status, chosen (indices of pairs), solver. The network and its
convex load cost are those of judging.md 2.2.
"""

import json
import sys
import time
from collections import Counter
from importlib.metadata import version
from typing import Any

Question = dict[str, Any]
_WHOLE = 1e-5


class StoppedError(Exception):
    """Raised when the solver ends without an optimum; its text is the status."""


class Network:
    """The programme of one instance.

    Columns: pairs, then the missing places of each entry, then per judge the load steps of a window [low, high).
    Below and above its window a judge's load costs as the window's edge does: one wide step instead of many.
    Around any load inside the window the cost is the true one, and both are convex, so an optimum whose loads all
    lie inside is a true optimum; a judge outside gets the whole range and the programme is solved again.
    """

    def __init__(self, question: Question) -> None:
        self.supply: list[int] = question["supply"]
        self.start: list[int] = question["start"]
        self.entry: list[int] = question["entry"]
        self.judge: list[int] = question["judge"]
        self.cost: list[float] = question["cost"]
        self.weight: int = question["weight"]
        self.deadline = time.monotonic() + question["time_limit"]
        legal: Counter[int] = Counter(self.judge)
        self.room = [min(room, legal[judge]) for judge, room in enumerate(question["room"])]
        able = [start for start, room in zip(self.start, self.room, strict=True) if room]
        self.level = (sum(able) + sum(self.supply)) // max(1, len(able))
        self.window = [self._guess(start, room) for start, room in zip(self.start, self.room, strict=True)]

    def _guess(self, start: int, room: int) -> tuple[int, int]:
        """Return the window around the mean load in which a judge's load is expected."""
        low = min(max(0, self.level * 7 // 10 - 2 - start), room)
        return low, min(max(low, self.level * 13 // 10 + 3 - start), room)

    def solve(self) -> list[int]:
        """Return the chosen pairs: all places filled if that can be, else as many as can be; the cheapest way."""
        while True:
            try:
                chosen = self._run([0] * len(self.supply))
            except StoppedError as stopped:
                if str(stopped) != "infeasible":
                    raise
                chosen = self._run(self.supply)
            load = Counter(self.judge[pair] for pair in chosen)
            outside = [judge for judge, (low, high) in enumerate(self.window) if not low <= load[judge] <= high]
            if not outside:
                return chosen
            for judge in outside:
                self.window[judge] = 0, self.room[judge]

    def _run(self, missing: list[int]) -> list[int]:
        """Solve once and return the chosen pairs; ``missing`` bounds the empty places of each entry.

        An empty place costs more than any chain of exchanges that could fill it: a chain passes each judge at most
        once and ends in one load step. So as many places are filled as can be.
        """
        steps = self._steps()
        entries, judges = len(self.supply), len(self.start)
        dearest, span = max(self.cost), max(self.cost) - min(self.cost)
        empty = abs(dearest) + judges * span + self.weight * (max(self.start) + max(self.room) + 1)
        costs = self.cost + [empty] * entries + [cost for _, _, cost in steps]
        uppers = [1] * len(self.cost) + missing + [width for _, width, _ in steps]
        index = [row for pair in zip(self.entry, self.judge, strict=True) for row in (pair[0], entries + pair[1])]
        index += [*range(entries), *(entries + judge for judge, _, _ in steps)]
        twice = 2 * len(self.cost)
        starts = [*range(0, twice, 2), *range(twice, twice + entries + len(steps) + 1)]
        values = [1.0] * (twice + entries) + [-1.0] * len(steps)
        found = self._optimum(costs, uppers, [*self.supply, *([0] * judges)], (starts, index, values))
        found = found[: len(self.cost)]
        if any(_WHOLE < value < 1 - _WHOLE for value in found):
            raise StoppedError("fractional")
        return [pair for pair, value in enumerate(found) if value > 0.5]

    def _steps(self) -> list[tuple[int, int, float]]:
        """Return (judge, width, unit cost) of every load step: the t-th entry of a judge costs weight * t.

        Costs count from the mean load: a constant that keeps the numbers of the simplex small.
        """
        steps = []
        for judge, (low, high) in enumerate(self.window):
            at = [(low, low - 1), *((1, t) for t in range(low, high)), (self.room[judge] - high, high)]
            zero = self.start[judge] - self.level
            steps += [(judge, width, float(self.weight * (zero + t))) for width, t in at if width]
        return steps

    def _optimum(
        self, costs: list[float], uppers: list[int], rows: list[int], matrix: tuple[list[Any], ...]
    ) -> list[float]:
        """Run the simplex and return the columns; raise StoppedError with the status of any other end."""
        import highspy  # noqa: PLC0415 - only this process needs it, and rules import bare
        import numpy as np  # noqa: PLC0415 - as highspy

        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(costs), len(rows)
        model.col_cost_, model.col_lower_ = np.array(costs), np.zeros(len(costs))
        model.col_upper_ = np.array(uppers, dtype=np.float64)
        model.row_lower_ = model.row_upper_ = np.array(rows, dtype=np.float64)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.array(matrix[0], dtype=np.int32)
        model.a_matrix_.index_ = np.array(matrix[1], dtype=np.int32)
        model.a_matrix_.value_ = np.array(matrix[2])
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 1), ("solver", "simplex")):
            highs.setOptionValue(name, value)
        highs.setOptionValue("time_limit", max(0.01, self.deadline - time.monotonic()))
        highs.passModel(model)
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise StoppedError("infeasible")
        if status == highspy.HighsModelStatus.kTimeLimit:
            raise StoppedError("time_limit")
        if status != highspy.HighsModelStatus.kOptimal:
            raise StoppedError(str(status))
        return list(highs.getSolution().col_value)


def answer(question: Question) -> dict[str, Any]:
    """Return status, the indices of the chosen pairs and the solver's name for one question."""
    solver = f"highspy {version('highspy')}"
    try:
        chosen = Network(question).solve() if question["cost"] else []
    except StoppedError as stopped:
        return {"status": str(stopped), "chosen": [], "solver": solver}
    return {"status": "optimal", "chosen": chosen, "solver": solver}


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)

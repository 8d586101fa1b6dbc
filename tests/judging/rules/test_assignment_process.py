"""The solver's own process: its answer, its crash and its time limit."""

import json

import pytest

from contest.rules.problems import RuleError
from judging.rules import assignment_process
from judging.rules.assignment_process import solve

SUPPLY = {1: 2, 2: 1}
START = {7: 0, 8: 0, 9: 5}
ROOMS = {7: 2, 8: 2, 9: 2}
COSTS = {(1, 7): 50.0, (1, 8): 10.0, (1, 9): 0.0, (2, 7): 0.0, (2, 8): 99.0}


def ask() -> tuple[list[tuple[int, int]], str]:
    return solve(SUPPLY, START, ROOMS, COSTS, 10_000, 5)


def test_the_solver_runs_in_a_process_of_its_own() -> None:
    chosen, solver = ask()
    assert chosen == [(1, 7), (1, 8), (2, 7)]
    assert solver.startswith("highspy 1.")


@pytest.mark.parametrize(
    ("program", "words"), [("raise SystemExit(139)", "139"), ("import time; time.sleep(60)", "giây")]
)
def test_a_crash_or_a_long_run_is_a_clean_error(program: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = assignment_process.subprocess.run

    def run(command: list[str], **options: object) -> object:
        options["timeout"] = 1
        return real([command[0], "-c", program], **options)

    monkeypatch.setattr(assignment_process.subprocess, "run", run)
    with pytest.raises(RuleError) as caught:
        ask()
    assert words in str(caught.value)


@pytest.mark.parametrize(("status", "words"), [("time_limit", "5 giây"), ("unbounded", "unbounded")])
def test_an_answer_without_an_optimum_is_a_clean_error(
    status: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = json.dumps({"status": status, "chosen": [], "solver": "highspy"})
    monkeypatch.setattr(assignment_process, "_run", lambda _, __: said)
    with pytest.raises(RuleError) as caught:
        ask()
    assert words in str(caught.value)

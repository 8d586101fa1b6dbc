"""Run the assignment solver in a process of its own, so that a crash or a long run is an error message."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from contest.rules.problems import N_, Problem, RuleError

_ROOT = Path(__file__).resolve().parents[2]
_CRASHED = N_(
    "Chương trình phân công dừng bất thường (mã %(code)s); chưa có gì thay đổi. Hãy thử lại hoặc báo quản trị."
)
_TOO_LONG = N_("Chưa tính xong phân công trong %(seconds)s giây; chưa có gì thay đổi. Hãy tăng thời hạn hoặc thử lại.")
_NO_PLAN = N_("Chương trình phân công không tìm được phương án (%(status)s); chưa có gì thay đổi.")


def solve(
    supply: Mapping[int, int],
    start: Mapping[int, int],
    rooms: Mapping[int, int],
    costs: Mapping[tuple[int, int], float],
    weight: int,
    time_limit: float,
) -> tuple[list[tuple[int, int]], str]:
    """Return the chosen (entry id, judge id) pairs and the solver's name and version.

    ``supply`` (places per entry), ``start`` and ``costs`` must come in sorted order: it decides between equal
    optima (judging.md 2.6). Raises RuleError on a crash, a timeout (seconds) or an answer that is no plan.
    """
    entry_at = {entry_id: index for index, entry_id in enumerate(supply)}
    judge_at = {judge_id: index for index, judge_id in enumerate(start)}
    pairs = list(costs)
    question = {
        "supply": list(supply.values()),
        "start": list(start.values()),
        "room": [rooms[judge_id] for judge_id in start],
        "entry": [entry_at[entry_id] for entry_id, _ in pairs],
        "judge": [judge_at[judge_id] for _, judge_id in pairs],
        "cost": list(costs.values()),
        "weight": weight,
        "time_limit": time_limit,
    }
    answer = json.loads(_run(json.dumps(question), time_limit))
    if answer["status"] != "optimal":
        if answer["status"] == "time_limit":
            raise RuleError([Problem(_TOO_LONG, values={"seconds": f"{time_limit:g}"})])
        raise RuleError([Problem(_NO_PLAN, values={"status": answer["status"]})])
    return [pairs[index] for index in answer["chosen"]], str(answer["solver"])


def _run(question: str, time_limit: float) -> str:
    """Give the question to the solver's process and return what it printed."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "judging.rules.assignment_solver"],
            input=question,
            capture_output=True,
            text=True,
            cwd=_ROOT,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            timeout=time_limit + 10,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise RuleError([Problem(_TOO_LONG, values={"seconds": f"{time_limit:g}"})]) from None
    except subprocess.CalledProcessError as error:
        raise RuleError([Problem(_CRASHED, values={"code": error.returncode})]) from error
    return done.stdout

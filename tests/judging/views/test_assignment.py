"""Office pages of the assignment: readiness, plan, preview, apply, one judge by hand; few statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import event, select

from contest.db import Database
from contest.rules.kinds import AssignmentState
from judging.models.assignment import Assignment, AssignmentPlan
from judging.models.panels import Judge
from judging.services import assignment, conflicts
from judging.services.assignment_facts import Facts
from tests import judging_factories
from tests.client import form_with, main_text
from tests.conftest import NOW, Cast
from tests.panel_factories import scene

BASE = "/organise/stkt-2026/assignment"


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Count the statements of a page."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def test_from_plan_to_assignment(cast: Cast) -> None:
    """What is missing is said first; the preview assigns nobody; applying does, once."""
    oanh = cast.client("oanh")
    assert "Chưa có hồ sơ hợp lệ nào để phân công." in main_text(oanh.get(BASE))
    with cast.database.writing() as session:
        scene(session, judges=4, entries=5)
    start = oanh.get(BASE)
    assert "Còn thiếu" not in main_text(start)
    assert "0 trên 3" in main_text(start)
    bad = form_with(oanh, start, "Lập phương án").fill(seed="xx").send()
    assert bad.status_code == 422
    assert "Nhập số nguyên, ví dụ 12." in main_text(bad)
    preview = form_with(oanh, start, "Lập phương án").fill(seed="11").send()
    text = main_text(preview)
    assert "15 lượt phân công" in text
    assert "Mọi hồ sơ có tiểu ban đều đủ 3 giám khảo." in text
    assert "Các giám khảo được nối với nhau đủ chắc" in text
    with cast.database.reading() as session:
        plan = session.scalars(select(AssignmentPlan)).one()
        assert (plan.seed, plan.applied_at) == (11, None)
        assert session.scalar(select(Assignment)) is None
    done = form_with(oanh, preview, "Áp dụng").send()
    assert "Đã áp dụng: thêm 15, giữ 0, gỡ 0 lượt phân công." in main_text(done)
    assert "Đã áp dụng lúc" in main_text(oanh.get(f"{BASE}/plans/{plan.id}"))
    assert oanh.post(f"{BASE}/plans/{plan.id}/apply").status_code == 422
    assert "Không có hồ sơ nào khớp" in main_text(oanh.get(f"{BASE}?short=1"))


def test_what_is_short_is_named_and_a_stale_plan_refused(cast: Cast) -> None:
    """The preview tells entry and reasons; a change between preview and button is told, not applied."""
    with cast.database.writing() as session:
        s = scene(session, judges=2, entries=1)
        judge_id = s.judges[0].id
    oanh = cast.client("oanh")
    start = oanh.get(BASE)
    assert "“Tiểu ban 1” chỉ có 2 giám khảo đã nhận lời, cần ít nhất 3" in main_text(start)
    preview = form_with(oanh, start, "Lập phương án").send()
    assert "STKT06-01-001 Máy số 0 Cần 3 giám khảo, mới có 2" in main_text(preview)
    with cast.database.writing() as session:
        session.get_one(Judge, judge_id).capacity = 3
    stale = form_with(oanh, preview, "Áp dụng").send()
    assert stale.status_code == 422
    assert "Hãy lập phương án mới." in main_text(stale)


def test_a_broken_solver_is_an_error_message(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that crashes leaves the page with its words and changes nothing."""
    with cast.database.writing() as session:
        scene(session, judges=3, entries=1)
    monkeypatch.setattr("judging.rules.assignment_process.sys.executable", "/bin/false")
    oanh = cast.client("oanh")
    answer = form_with(oanh, oanh.get(BASE), "Lập phương án").send()
    assert answer.status_code == 422
    assert "dừng bất thường" in main_text(answer)


def test_others_write_while_a_plan_is_computed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver runs with no lock held."""
    with cast.database.writing() as session:
        judge_id = scene(session, judges=3, entries=2).judges[0].id
    compute, wrote = assignment.compute, []

    def write() -> None:
        with cast.database.writing() as session:
            session.get_one(Judge, judge_id).decline_reason = "x"
        wrote.append(True)

    def slow(facts: Facts, *, method: assignment.Method | None = None) -> dict[str, Any]:
        other = Thread(target=write, daemon=True)
        other.start()
        other.join(timeout=10)
        return compute(facts, method=method)

    monkeypatch.setattr("judging.services.assignment.compute", slow)
    oanh = cast.client("oanh")
    assert "6 lượt phân công" in main_text(form_with(oanh, oanh.get(BASE), "Lập phương án").send())
    assert wrote == [True]


def test_one_judge_by_hand_on_the_page(cast: Cast) -> None:
    """Add with a reason, refuse without, remove with a reason."""
    with cast.database.writing() as session:
        s = scene(session, judges=2, entries=1)
        address, judge_id = f"{BASE}/entries/{s.entries[0].public_id}", s.judges[1].id
    oanh = cast.client("oanh")
    form = form_with(oanh, oanh.get(address), "Thêm giám khảo").fill(judge=str(judge_id))
    assert "Nêu lý do, ví dụ" in main_text(form.send())
    added = form.fill(reason="thay người ốm").send()
    assert "Đã phân công cho Vàng Giám Khảo 1." in main_text(added)
    assert "J02 · Vàng Giám Khảo 1" not in main_text(added)
    assert "J01 · Giàng Giám Khảo 0" in main_text(added)
    refused = form_with(oanh, added, "Gỡ").send()
    assert refused.status_code == 422
    assert "Nêu lý do gỡ" in main_text(refused)
    assert "Đã gỡ phân công." in main_text(form_with(oanh, added, "Gỡ").fill(reason="đi công tác").send())
    with cast.database.reading() as session:
        assert session.scalars(select(Assignment.state)).all() == [AssignmentState.REMOVED]
    assert oanh.get(f"{BASE}/entries/khong-co").status_code == 404
    assert oanh.post(f"{BASE}/9999/remove", data={"reason": "x"}).status_code == 404


@pytest.mark.parametrize("path", ["/organise/stkt-2026/judges", BASE, "/organise/stkt-2026/conflicts"])
def test_lists_cost_the_same_for_one_and_thirty_rows(cast: Cast, path: str) -> None:
    """The number of statements does not grow with the rows, and stays at twelve or fewer."""
    oanh, costs = cast.client("oanh"), []
    for offset, rows in ((0, 1), (1, 30)):
        with cast.database.writing() as session:
            s = scene(session, judges=rows, entries=rows, seated=not offset, offset=offset)
            for judge, entry in zip(s.judges, s.entries, strict=True):
                conflicts.record_conflict(session, judge, entry, reason="anh em", by=s.office, now=NOW)
                judging_factories.assign(session, judge, entry)
        with counted(cast.database) as seen:
            page = oanh.get(path)
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 12, (costs, seen)
    assert page.get_data(as_text=True).count("<tr") == 32


def test_without_judges_there_is_nobody_to_choose(cast: Cast) -> None:
    """An entry's page and the conflicts say so instead of offering an empty list."""
    with cast.database.writing() as session:
        address = f"{BASE}/entries/{scene(session, judges=0, entries=1).entries[0].public_id}"
    oanh = cast.client("oanh")
    assert "Không còn giám khảo nào đã nhận lời để thêm." in main_text(oanh.get(address))
    assert "Ghi thêm một xung đột" not in main_text(oanh.get("/organise/stkt-2026/conflicts"))


def test_an_english_office_reads_the_same_pages(cast: Cast) -> None:
    """Fields and titles come in English where there is English; every page renders."""
    with cast.database.writing() as session:
        scene(session, judges=3, entries=2)
    oanh = cast.client("oanh")
    assert "ICT" in main_text(oanh.get(f"{BASE}?lang=en"))
    for path in ("judges", "judges/invite?q=an", "judges/new", "panels", "panels/new", "conflicts", "conflicts/detect"):
        assert oanh.get(f"/organise/stkt-2026/{path}").status_code == 200

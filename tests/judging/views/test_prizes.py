"""Pages of prizes: from the ranking to a recorded decision, by the organiser alone."""

import re

import pytest
from sqlalchemy import event, func, select

from contest.models.awards import Award, Decision
from contest.models.editions import Edition
from judging.models.prizes import PrizeProposal
from judging.models.scoring import ScoreSheet
from tests import judging_factories
from tests.client import form_with, forms, main_text
from tests.conftest import Cast
from tests.prize_factories import judged, more_entries

PAGE = "/organise/stkt-2026/prizes"


def fill(cast: Cast, scores: list[int], *, tie_chain: list[str] | None = None, structure: bool = True) -> None:
    with cast.database.writing() as session:
        edition = session.scalars(select(Edition)).one()
        if structure:
            judging_factories.prize_rows(session, edition)
        judged(session, edition, scores, tie_chain=tie_chain)


def count(cast: Cast, table: type) -> int:
    with cast.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_from_ranking_to_decision(cast: Cast) -> None:
    """Propose, confirm with minutes, record the decision: awards stand as the list said."""
    fill(cast, [9000, 8500, 8000])
    oanh = cast.client("oanh")
    shown = form_with(oanh, oanh.get(PAGE), "Lập danh sách đề nghị").send()
    assert "Tổng cộng: 3 giải, 96.000.000 đồng." in main_text(shown)
    vote = form_with(oanh, shown, "Thông qua và khóa danh sách")
    refused = vote.fill(present="", votes_for="").send()
    assert refused.status_code == 422
    assert "Nhập số phiếu tán thành, ví dụ 9." in main_text(refused)
    shown = vote.fill(present="9/11 ủy viên", votes_for="9").send()
    assert "Ban Tổ chức đã thông qua" in main_text(shown)
    assert not [form for form in forms(oanh, shown) if "votes_for" in dict(form.values)]
    decision = form_with(oanh, oanh.get("/organise/stkt-2026/decision"), "Ghi quyết định")
    assert dict(decision.values)["issuer"] == "BAN TỔ CHỨC HỘI THI SÁNG TẠO KỸ THUẬT TỈNH TUYÊN QUANG"
    assert dict(decision.values)["signer"] == "Trần Văn Ký"
    refused = decision.fill(number="", signed_on="31/02/2026").send()
    assert refused.status_code == 422
    assert "Nhập số quyết định, ví dụ 125/QĐ-BTCHT." in main_text(refused)
    assert count(cast, Decision) == 0
    shown = decision.fill(number="125/QĐ-BTCHT", signed_on="10/06/2026").send()
    assert "3 giải và khen thưởng, tổng tiền thưởng 96.000.000 đồng" in main_text(shown)
    again = decision.fill(number="126/QĐ-BTCHT").send()
    assert again.status_code == 422
    assert count(cast, Award) == 3


def test_a_tie_is_decided_on_the_page(cast: Cast) -> None:
    """The tied entries are offered; too many are refused with the number that is free."""
    fill(cast, [9000, 9000], tie_chain=[])
    oanh = cast.client("oanh")
    shown = form_with(oanh, oanh.get(PAGE), "Lập danh sách đề nghị").send()
    assert "Bằng nhau, chờ quyết định: Giải Nhất" in main_text(shown)
    assert not [form for form in forms(oanh, shown) if "votes_for" in dict(form.values)], "no vote before the choice"
    form = form_with(oanh, shown, "Ghi quyết định")
    (boxes,) = {name for name in form.names.values() if name.endswith("entry_ids")}
    (reason,) = {name for name in form.names.values() if name.endswith("reason")}
    with cast.database.reading() as session:
        content = session.scalars(select(PrizeProposal)).one().content
    one, two = content["pending"][0]["entry_ids"]
    refused = form.fill(**{boxes: [str(one), str(two)], reason: "Biên bản"}).send()
    assert refused.status_code == 422
    assert "Hãy chọn đúng 1 hồ sơ trong nhóm bằng nhau." in main_text(refused)
    shown = form_with(oanh, refused, "Ghi quyết định").fill(**{boxes: [str(two)], reason: "Biên bản"}).send()
    assert "Đã ghi quyết định và lập lại danh sách." in main_text(shown)
    assert re.search(r"Giải Nhất: 1 giải.*STKT06-01-002.*Giải Nhì: 1 giải.*STKT06-01-001", main_text(shown))


def test_the_committee_changes_a_prize_on_the_page(cast: Cast) -> None:
    """An unknown code is refused; taking a prize away makes a new version that says why."""
    fill(cast, [9000])
    oanh = cast.client("oanh")
    shown = form_with(oanh, oanh.get(PAGE), "Lập danh sách đề nghị").send()
    form = form_with(oanh, shown, "Lập danh sách mới với quyết định này")
    refused = form.fill(code="STKT06-01-999", reason="Trùng").send()
    assert refused.status_code == 422
    assert "Hãy chọn một hồ sơ có kết quả" in main_text(refused)
    shown = form.fill(code="stkt06-01-001", row_id="0", reason="Trùng").send()
    assert "từ “Giải Nhất” thành “–”. Lý do: Trùng" in main_text(shown)
    assert "Tổng cộng: 0 giải" in main_text(shown)
    assert "Danh sách đề nghị giải số 1" in oanh.get(f"{PAGE}/1").get_data(as_text=True)
    assert oanh.get(f"{PAGE}/9").status_code == 404


def test_a_stale_list_says_so_and_takes_no_vote(cast: Cast) -> None:
    """After a sheet has changed the page warns, the vote is not offered, and a vote from an old tab is refused."""
    fill(cast, [9000])
    oanh = cast.client("oanh")
    shown = form_with(oanh, oanh.get(PAGE), "Lập danh sách đề nghị").send()
    vote = form_with(oanh, shown, "Thông qua và khóa danh sách").fill(present="9/11", votes_for="9")
    with cast.database.writing() as session:
        session.scalars(select(ScoreSheet)).first().total = 100  # type: ignore[union-attr]
    assert "Phiếu điểm hoặc hồ sơ đã thay đổi" in main_text(oanh.get(PAGE))
    refused = vote.send()
    assert refused.status_code == 422
    with cast.database.reading() as session:
        assert session.scalars(select(PrizeProposal.confirmed_at)).all() == [None]


def test_without_a_structure_there_is_no_list(cast: Cast) -> None:
    """An edition without prizes says what to do first."""
    fill(cast, [9000], structure=False)
    oanh = cast.client("oanh")
    shown = form_with(oanh, oanh.get(PAGE), "Lập danh sách đề nghị").send()
    assert "Kỳ thi chưa có cơ cấu giải thưởng" in main_text(shown)
    assert count(cast, PrizeProposal) == 0


@pytest.mark.parametrize(("person", "status"), [(None, 401), ("an", 403), ("giang", 403), ("thu", 403), ("manh", 403)])
@pytest.mark.parametrize(
    "address",
    ["prizes/propose", "prizes/change", "prizes/1/confirm", "prizes/ties/1/1", "decision", "publish", "honours"],
)
def test_nobody_else_posts(cast: Cast, address: str, person: str | None, status: int) -> None:
    """Entrants, judges and the secretariat change nothing here."""
    assert cast.client(person).post(f"/organise/stkt-2026/{address}").status_code == status


def test_the_number_of_statements_stays(cast: Cast) -> None:
    """The page of prizes asks the database as often for 30 entries as for 1, at most 12 times."""
    oanh = cast.client("oanh")
    numbers = []
    fill(cast, [9000])
    for more in ([], [8000 - 10 * n for n in range(29)]):
        with cast.database.writing() as session:
            edition = session.scalars(select(Edition)).one()
            if more:
                more_entries(session, edition, more)
        oanh.post(f"{PAGE}/propose")
        asked: list[str] = []
        listen = lambda *args: asked.append(args[2])  # noqa: E731, B023
        event.listen(cast.database.engine, "before_cursor_execute", listen)
        assert oanh.get(PAGE).status_code == 200
        event.remove(cast.database.engine, "before_cursor_execute", listen)
        numbers.append(len([one for one in asked if one.startswith("SELECT")]))
    assert numbers[0] == numbers[1] <= 12

"""Office pages of judges, panels and conflicts, and the judge's own invitation."""

import io

import pytest
import python_calamine
from sqlalchemy import select

from contest.models.accounts import Account
from contest.rules.kinds import AssignmentState, ConflictSource, JudgeState, PanelRole
from judging.models.assignment import Assignment
from judging.models.conflicts import Conflict
from judging.models.panels import Judge, Panel
from tests import factories, judging_factories
from tests.client import form_with, links, main_text
from tests.conftest import Cast
from tests.panel_factories import scene

BASE = "/organise/stkt-2026"


def test_an_account_is_found_invited_and_accepts(cast: Cast) -> None:
    """From the search without diacritics to the judge's yes, and the navigation shows the judge's pages."""
    oanh, manh = cast.client("oanh"), cast.client("manh")
    found = oanh.get(f"{BASE}/judges/invite?q=ly duc manh")
    answer = form_with(oanh, found, "Gửi lời mời").fill(capacity="25", level_01="3").send()
    assert "Đã mời Lý Đức Mạnh (mã J01)." in main_text(answer)
    with cast.database.reading() as session:
        judge = session.scalars(select(Judge)).one()
        assert (judge.capacity, judge.expertise, judge.state) == (25, {"01": 3, "02": 1}, JudgeState.INVITED)
    address = f"/judge/invitations/{judge.id}"
    assert address in main_text(manh.get("/account"))
    letter = manh.get(address)
    assert "Số hồ sơ nhiều nhất 25" in main_text(letter)
    assert form_with(manh, letter, "Gửi trả lời").send().status_code == 422
    no_reason = form_with(manh, letter, "Gửi trả lời").fill(accept="no").send()
    assert no_reason.status_code == 422
    assert "Nêu lý do từ chối" in main_text(no_reason)
    done = form_with(manh, letter, "Gửi trả lời").fill(accept="yes").send(follow=False)
    assert (done.status_code, done.location) == (302, "/judge")
    after = manh.get(address)
    assert "Đến trang chấm điểm" in links(after)
    assert 'href="/judge"' in after.get_data(as_text=True)
    for stranger in ("an", "oanh", "admin"):
        assert cast.client(stranger).get(address).status_code == 404
    assert cast.client(None).get(address).status_code == 401


def test_an_invitation_needs_a_person_once(cast: Cast) -> None:
    """No choice, an unknown choice and a second invitation are told."""
    oanh = cast.client("oanh")
    address = f"{BASE}/judges/invite?q=ly duc manh"
    nobody = oanh.post(address, data={"capacity": "20"})
    assert nobody.status_code == 422
    assert "Chọn người được mời." in main_text(nobody)
    assert (
        oanh.post(address, data={"capacity": "20", "account": "999999", "level_01": "1", "level_02": "1"}).status_code
        == 404
    )
    form = form_with(oanh, oanh.get(address), "Gửi lời mời")
    form.send()
    again = form.send()
    assert again.status_code == 422
    assert "Lý Đức Mạnh đã được mời (mã J01)." in main_text(again)


def test_a_judge_declines(cast: Cast) -> None:
    """The reason stands in the office's list, and the office invites again."""
    with cast.database.writing() as session:
        s = scene(session, judges=1)
        s.judges[0].state = JudgeState.INVITED
        judge_id, account_id = s.judges[0].id, s.judges[0].account_id
        cast.ids["new"] = account_id
    client = cast.client("new")
    letter = client.get(f"/judge/invitations/{judge_id}")
    form_with(client, letter, "Gửi trả lời").fill(accept="no", reason="bận công tác").send()
    oanh = cast.client("oanh")
    assert "bận công tác" in main_text(oanh.get(f"{BASE}/judges?state=declined"))
    again = form_with(oanh, oanh.get(f"{BASE}/judges/{judge_id}"), "Gửi lại lời mời").send()
    assert "Đã mời" in main_text(again)


def test_a_new_account_gets_its_code_once(cast: Cast) -> None:
    """The code opens the door; a taken contact is refused and nothing is left behind."""
    oanh = cast.client("oanh")
    form = form_with(oanh, oanh.get(f"{BASE}/judges/new"), "Tạo tài khoản và mời")
    form.fill(full_name="Hầu Thị Say", contact="0912 000 111", unit_name="Sở Y tế")
    bad = form.fill(capacity="0").send()
    assert bad.status_code == 422
    assert "từ 1 đến 1.000" in main_text(bad)
    shown = form.fill(capacity="30").send()
    with cast.database.reading() as session:
        account = session.scalars(select(Account).filter_by(full_name="Hầu Thị Say")).one()
        judge = session.scalars(select(Judge)).one()
        assert (account.password_hash, account.kind.value, judge.account_id) == (None, "staff", account.id)
    assert "J01" in main_text(shown)
    twice = form.send()
    assert twice.status_code == 422
    assert "đã có tài khoản" in main_text(twice)
    renewed = form_with(oanh, oanh.get(f"{BASE}/judges/{judge.id}"), "Cấp mã mới").send()
    assert "Mã dùng được một lần" in main_text(renewed)


def test_the_list_is_searched_filtered_and_exported(cast: Cast) -> None:
    """What the filter shows is what the workbook holds."""
    with cast.database.writing() as session:
        s = scene(session, judges=4, entries=2)
        judging_factories.assign(session, s.judges[0], s.entries[0])
        s.judges[3].state = JudgeState.INVITED
    oanh = cast.client("oanh")
    text = main_text(oanh.get(f"{BASE}/judges"))
    assert "4 giám khảo" in text
    assert "Tiểu ban 1 (Trưởng tiểu ban)" in text
    assert "1 giám khảo" in main_text(oanh.get(f"{BASE}/judges?q=giang giam khao"))
    assert "Không có giám khảo nào khớp" in main_text(oanh.get(f"{BASE}/judges?q=khongco"))
    book = oanh.get(f"{BASE}/judges.xlsx?state=accepted")
    rows = python_calamine.load_workbook(io.BytesIO(book.data)).get_sheet_by_index(0).to_python()
    codes = [row[0] for row in rows if str(row[0]).startswith("J")]
    assert codes == ["J01", "J02", "J03"]
    first = next(row for row in rows if row[0] == "J01")
    assert first[5:9] == ["Tiểu ban 1 (Trưởng tiểu ban)", 1, 60, 0]


def test_a_judge_is_changed_noted_and_let_go(cast: Cast) -> None:
    """Capacity, an answer by telephone, and a drop-out that needs its reason."""
    with cast.database.writing() as session:
        s = scene(session, judges=2, entries=1)
        s.judges[0].state = JudgeState.INVITED
        judging_factories.assign(session, s.judges[0], s.entries[0])
        judge_id = s.judges[0].id
    oanh = cast.client("oanh")
    address = f"{BASE}/judges/{judge_id}"
    assert form_with(oanh, oanh.get(address), "Lưu").fill(capacity="nhiều").send().status_code == 422
    form_with(oanh, oanh.get(address), "Lưu").fill(capacity="12", level_02="2").send()
    form_with(oanh, oanh.get(address), "Ghi nhận lời").send()
    with cast.database.reading() as session:
        judge = session.get_one(Judge, judge_id)
        assert (judge.capacity, judge.expertise["02"], judge.state) == (12, 2, JudgeState.ACCEPTED)
    refused = form_with(oanh, oanh.get(address), "Cho thôi làm giám khảo").send()
    assert refused.status_code == 422
    assert "Nêu lý do thôi chấm" in main_text(refused)
    gone = form_with(oanh, refused, "Cho thôi làm giám khảo").fill(reason="nghỉ ốm").send()
    assert "Có 1 hồ sơ cần giám khảo khác." in main_text(gone)
    assert oanh.post(f"{address}/answer").status_code == 422
    assert oanh.post(f"{address}/code").status_code == 422


def test_panels_are_made_and_changed_on_pages(cast: Cast) -> None:
    """Exactly one chair, each field once, a warning for who has not accepted, removal when unused."""
    with cast.database.writing() as session:
        s = scene(session, judges=3, entries=1, seated=False)
        s.judges[2].state = JudgeState.INVITED
        ids = [judge.id for judge in s.judges]
        fields = [str(field.id) for field in s.edition.fields]
        judging_factories.assign(session, s.judges[0], s.entries[0])
    oanh = cast.client("oanh")
    assert "Chưa có tiểu ban cho: Công nghệ thông tin; Cơ khí tự động hóa" in main_text(oanh.get(f"{BASE}/panels"))
    form = form_with(oanh, oanh.get(f"{BASE}/panels/new"), "Lưu tiểu ban").fill(name="Tiểu ban Kỹ thuật")
    bad = form.fill(**{f"role_{ids[0]}": "chair", f"role_{ids[1]}": "chair"}).send()
    assert bad.status_code == 422
    assert "Chọn ít nhất một lĩnh vực" in main_text(bad)
    assert "Mỗi tiểu ban chỉ có một trưởng" in main_text(bad)
    roles = {f"role_{ids[1]}": "member", f"role_{ids[2]}": "secretary"}
    good = form.fill(fields=fields[:1], **roles).send()
    assert "Chưa nhận lời nên chưa được phân công: Lý Giám Khảo 2." in main_text(good)
    assert "Chưa có tiểu ban cho: Cơ khí tự động hóa" in main_text(good)
    with cast.database.reading() as session:
        panel = session.scalars(select(Panel)).one()
        assert {m.judge_id: m.role for m in panel.members} == {
            ids[0]: PanelRole.CHAIR,
            ids[1]: PanelRole.MEMBER,
            ids[2]: PanelRole.SECRETARY,
        }
    address = f"{BASE}/panels/{panel.id}"
    taken = form_with(oanh, oanh.get(f"{BASE}/panels/new"), "Lưu tiểu ban")
    assert "đã thuộc “Tiểu ban Kỹ thuật”" in main_text(taken.fill(name="Khác", fields=fields).send())
    used = form_with(oanh, oanh.get(address), "Xóa tiểu ban").send()
    assert used.status_code == 422
    assert "1 lượt phân công" in main_text(used)
    form_with(oanh, oanh.get(address), "Lưu tiểu ban").fill(fields=fields[1:], **{f"role_{ids[2]}": ""}).send()
    assert "Đã xóa" in main_text(form_with(oanh, oanh.get(address), "Xóa tiểu ban").send())


def test_conflicts_are_added_detected_and_taken_back(cast: Cast) -> None:
    """By dossier number with a reason; detection is previewed first; each source has its way back."""
    with cast.database.writing() as session:
        s = scene(session, judges=2, entries=3)
        s.entries[1].owner_id = s.judges[0].account_id
        submission = s.entries[2].submissions[0]
        submission.content = {**submission.content, "authors": [{"full_name": s.judges[1].account.full_name}]}
        judge_id = s.judges[0].id
        judging_factories.assign(session, s.judges[0], s.entries[1])
    oanh = cast.client("oanh")
    form = form_with(oanh, oanh.get(f"{BASE}/conflicts"), "Ghi xung đột").fill(judge=str(judge_id))
    wrong = form.fill(entry="STKT06-01-999", reason="anh em").send()
    assert wrong.status_code == 422
    assert "Không có hồ sơ mang mã này" in main_text(wrong)
    assert "Đã ghi xung đột lợi ích." in main_text(form.fill(entry=" stkt06-01-001 ").send())
    preview = oanh.get(f"{BASE}/conflicts/detect")
    assert "Tìm thấy 2 cặp" in main_text(preview)
    with cast.database.reading() as session:
        assert len(session.scalars(select(Conflict)).all()) == 1
    assert "Đã ghi 2 xung đột" in main_text(form_with(oanh, preview, "Ghi tất cả").send())
    with cast.database.reading() as session:
        rows = {one.source: one for one in session.scalars(select(Conflict).order_by(Conflict.id.desc()))}
        by_name = session.scalars(select(Conflict).where(Conflict.judge_id != judge_id)).one()
        owner = session.scalars(select(Conflict).filter_by(judge_id=judge_id, source=ConflictSource.DETECTED)).one()
        assert session.scalars(select(Assignment.state)).all() == [AssignmentState.REMOVED]
    mine = f"{BASE}/conflicts/{rows[ConflictSource.ORGANISER].id}"
    assert form_with(oanh, oanh.get(mine), "Bỏ xung đột").send().status_code == 422
    assert "Đã ghi." in main_text(form_with(oanh, oanh.get(mine), "Bỏ xung đột").fill(reason="nhầm").send())
    assert oanh.get(mine).status_code == 404
    named = form_with(oanh, oanh.get(f"{BASE}/conflicts/{by_name.id}"), "Xác nhận là người khác")
    assert "1 xung đột" in main_text(named.fill(reason="khác năm sinh").send())
    assert "thì không bỏ được" in main_text(oanh.get(f"{BASE}/conflicts/{owner.id}"))
    assert oanh.post(f"{BASE}/conflicts/{owner.id}/remove", data={"reason": "x"}).status_code == 422
    assert "Không có xung đột nào khớp" in main_text(oanh.get(f"{BASE}/conflicts?q=khongco"))


@pytest.mark.parametrize("path", ["judges", "judges/invite", "judges/new", "panels", "conflicts", "assignment"])
def test_only_organisers_come_in(cast: Cast, path: str) -> None:
    """The secretary, a judge and an entrant stay out; a stranger is sent to the door."""
    statuses = {
        name: cast.client(name).get(f"{BASE}/{path}").status_code for name in (None, "an", "giang", "thu", "oanh")
    }
    assert statuses == {None: 401, "an": 403, "giang": 403, "thu": 403, "oanh": 200}


def test_another_edition_is_another_world(cast: Cast) -> None:
    """Judges, panels and conflicts of one edition are not found under another."""
    with cast.database.writing() as session:
        factories.edition(session, "stkt-2028")
        s = scene(session, judges=1, entries=1, code="stkt-2028")
        assert s.panel is not None
        judge_id, panel_id = s.judges[0].id, s.panel.id
    oanh = cast.client("oanh")
    assert oanh.get(f"{BASE}/judges/{judge_id}").status_code == 404
    assert oanh.get(f"{BASE}/panels/{panel_id}").status_code == 404
    assert cast.client("admin").get(f"/organise/stkt-2028/judges/{judge_id}").status_code == 200

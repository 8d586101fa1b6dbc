"""Office pages of editions and of the parts of a rule book."""

from datetime import datetime

import pytest
from sqlalchemy import select

from contest.models.audit import AuditEvent
from contest.models.editions import Edition
from contest.rules.rulebooks import RuleBook
from contest.rules.text import VIETNAM
from contest.services.editions import book_of
from contest.views.editions import PARTS
from tests import factories
from tests.client import form_with, main_text
from tests.conftest import Cast

RULES = "/organise/stkt-2026/rules"


def _book(cast: Cast, code: str = "stkt-2026") -> RuleBook:
    """Return the rule book as it stands, read in a session that holds no writer lock."""
    with cast.database.reading() as session:
        return book_of(session.scalars(select(Edition).where(Edition.code == code)).one())


def test_the_office_shows_my_editions_with_counts(cast: Cast) -> None:
    """Oanh sees her edition with what has come in; another's edition is not hers."""
    with cast.database.writing() as session:
        edition = session.scalars(select(Edition)).one()
        factories.edition(session, "other-2026", title="Hội thi khác")
        factories.entry(session, edition, cast.account(session, "an"))
    text = main_text(cast.client("oanh").get("/organise"))
    assert "Hội thi Sáng tạo kỹ thuật tỉnh Tuyên Quang lần thứ VI" in text
    assert "Đang soạn 1" in text
    assert "Hội thi khác" not in text
    assert "Tạo kỳ thi mới" not in text
    admin = main_text(cast.client("admin").get("/organise"))
    assert "Hội thi khác" in admin
    assert "Tạo kỳ thi mới" in admin


@pytest.mark.parametrize("part", PARTS)
def test_every_part_saves_unchanged(cast: Cast, part: str) -> None:
    """A page sent as it came, without scripts, changes nothing."""
    client, before = cast.client("oanh"), _book(cast)
    answer = form_with(client, client.get(f"{RULES}/{part}"), "Lưu").send()
    assert (answer.status_code, answer.request.path) == (200, RULES), main_text(answer)
    assert _book(cast) == before


def test_rows_are_added_reordered_and_removed_without_scripts(cast: Cast) -> None:
    """A filled empty row is added, a position moves a row, a tick removes one; the trail tells of it."""
    client = cast.client("oanh")
    form = form_with(client, client.get(f"{RULES}/fields"), "Lưu")
    form.fill(**{"rows-0-position": "9", "rows-1-remove": "y", "rows-2-code": "03", "rows-2-name": " Y   dược "})
    assert form.send().status_code == 200
    assert [(row.code, row.name) for row in _book(cast).fields] == [("03", "Y dược"), ("01", "Công nghệ thông tin")]
    with cast.database.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "edition.changed")).one()
    assert event.actor_name == "Hoàng Kim Oanh"
    assert [row["code"] for row in event.details["fields"]["before"]] == ["01", "02"]


def test_codes_may_change_places(cast: Cast) -> None:
    """Two fields exchange their codes in one go."""
    client = cast.client("oanh")
    form = form_with(client, client.get(f"{RULES}/fields"), "Lưu")
    form.fill(**{"rows-0-code": "02", "rows-1-code": "01"}).send()
    assert [(row.code, row.name) for row in _book(cast).fields] == [
        ("02", "Công nghệ thông tin"),
        ("01", "Cơ khí tự động hóa"),
    ]


def test_a_field_with_entries_stays(cast: Cast) -> None:
    """Removing it is refused in plain words and nothing is written."""
    with cast.database.writing() as session:
        edition = session.scalars(select(Edition)).one()
        factories.entry(session, edition, cast.account(session, "an"))
    client = cast.client("oanh")
    form = form_with(client, client.get(f"{RULES}/fields"), "Lưu").fill(**{"rows-0-remove": "y"})
    answer = form.send()
    assert answer.status_code == 422
    assert "Lĩnh vực “Công nghệ thông tin” đã có hồ sơ" in main_text(answer)
    assert len(_book(cast).fields) == 2


def test_bad_input_says_what_to_do(cast: Cast) -> None:
    """Wrong dates, codes and limits answer 422, each at its field, and keep what was typed."""
    client = cast.client("oanh")
    form = form_with(client, client.get(f"{RULES}/facts"), "Lưu")
    answer = form.fill(closes_at="31-12", contest_symbol="st kt").send()
    assert answer.status_code == 422
    assert "Nhập ngày và giờ, ví dụ 31/07/2026 17:00." in main_text(answer)
    assert 'value="31-12"' in answer.get_data(as_text=True)
    answer = form.fill(closes_at="01/01/2020 10:00", dossier_pattern="{x}").send()
    text = main_text(answer)
    assert "Hạn nộp phải sau lúc mở nhận hồ sơ (07:00 01/01/2026)." in text
    assert "Mẫu mã số cần có {field} và {seq}" in text
    form = form_with(client, client.get(f"{RULES}/slots"), "Lưu")
    text = main_text(form.fill(**{"rows-0-kinds": None, "rows-1-max_megabytes": "9999"}).send())
    assert "Ngăn tệp 1 cần loại tệp" in text
    assert "Dung lượng một tệp của ngăn 2 phải từ 1 đến 200 MB." in text
    form = form_with(client, client.get(f"{RULES}/phases"), "Lưu")
    text = main_text(form.fill(**{"rows-1-ends_at": "01/02/2026 10:00", "rows-2-starts_at": "mai"}).send())
    assert "Nhập ngày và giờ" in text


def test_a_stale_edit_keeps_both(cast: Cast) -> None:
    """Two tabs: the second save answers 409 with both texts, and saving again keeps the other's new row."""
    client = cast.client("oanh")
    mine = form_with(client, client.get(f"{RULES}/fields"), "Lưu")
    other = form_with(client, client.get(f"{RULES}/fields"), "Lưu")
    other.fill(**{"rows-0-name": "Công nghệ số", "rows-2-code": "07", "rows-2-name": "Hành chính"}).send()
    answer = mine.fill(**{"rows-0-name": "Tin học"}).send()
    assert answer.status_code == 409
    text = main_text(answer)
    assert "Nội dung đã được sửa ở nơi khác" in text
    assert "Dòng 1: Tên Tin học Công nghệ số" in text
    assert "Hành chính" in text
    assert _book(cast).fields[0].name == "Công nghệ số"
    assert form_with(client, answer, "Lưu").send().status_code == 200
    assert [row.name for row in _book(cast).fields] == ["Tin học", "Cơ khí tự động hóa", "Hành chính"]


def test_a_moved_deadline_moves_the_phase_of_entries(cast: Cast) -> None:
    """The phase of entries ends when the deadline does."""
    client = cast.client("oanh")
    form = form_with(client, client.get(f"{RULES}/facts"), "Lưu")
    assert form.fill(closes_at="15/08/2026 17:00").send().status_code == 200
    book = _book(cast)
    assert book.edition.closes_at == datetime(2026, 8, 15, 17, tzinfo=VIETNAM) == book.phases[0].ends_at


def test_an_unknown_part_is_no_page(cast: Cast) -> None:
    """Only the parts that there are have pages, and only organisers see them."""
    assert cast.client("oanh").get(f"{RULES}/khong-co").status_code == 404
    assert cast.client("thu").get(f"{RULES}/fields").status_code == 403
    assert cast.client(None).get(f"{RULES}/fields").status_code == 401

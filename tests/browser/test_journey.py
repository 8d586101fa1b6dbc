"""The whole contest in a browser with scripts: a phone that enters, a desk, a judge at the keyboard, a checked QR."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from contest.adapters.rulebooks import dump_rulebook, load_rulebook, shipped
from tests import bad_files
from tests.browser.conftest import command, environment, free_port, serving
from tests.browser.looking import LARGE, SMALL
from tests.conftest import BACKEND, run

pytestmark = pytest.mark.browser
CODE, ORGANISER, SECRET = "stkt-nay", "oanh@example.vn", "ngô nếp nương đá"
TITLE = "Máy tách hạt ngô chạy bằng sức nước"


@dataclass(frozen=True)
class Fresh:
    """A site with one empty edition and the one-time code of its organiser."""

    address: str
    office: str
    organiser_code: str


def small_book(today: datetime) -> dict[str, Any]:
    """Return the rule book of the technical contest with today inside its first phase, three texts, one judge."""
    book = load_rulebook(next(path for path in shipped() if path.stem == "stkt"))
    days = {"entry": (-9, 9), "screening": (10, 20), "judging": (21, 40), "ranking": (41, 50), "award": (51, 60)}
    for phase in book["phases"]:
        starts, ends = (today + timedelta(days=days) for days in days[phase["code"]])
        phase |= {"starts_at": f"{starts:%Y-%m-%d}T08:00", "ends_at": f"{ends:%Y-%m-%d}T17:00"}
    book["edition"] |= {"code": CODE, "opens_on": book["phases"][0]["starts_at"][:10]}
    book["edition"]["closes_at"] = book["phases"][0]["ends_at"]
    book["scoring"] |= {"judges_per_entry": 1, "quorum": 1}
    book["sections"] = [section for section in book["sections"] if section["criterion"]]
    return book


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fresh]:
    """Give a site made with the commands that an administrator types."""
    if BACKEND != "sqlite":
        pytest.skip("the small site runs on SQLite")
    folder, port = tmp_path_factory.mktemp("fresh"), free_port()
    (folder / "book.toml").write_text(dump_rulebook(small_book(datetime.now(UTC))), encoding="utf-8")
    own = environment(folder, port)
    run(*command("init", "--empty"), env=own)
    run(*command("import-rulebook", str(folder / "book.toml")), env=own)
    made = run(*command("create-organiser", ORGANISER, "Hoàng Kim Oanh", "--edition", CODE, "--json"), env=own)
    with serving(folder, "run", port=port) as address:
        yield Fresh(address, f"{address}/organise/{CODE}", json.loads(made.stdout)["code"])


def newcomer(browser: Browser, size: dict[str, int]) -> Page:
    """Return a page of somebody who was never here."""
    context = browser.new_context(viewport=size, accept_downloads=True)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    return context.new_page()


def press(page: Page, name: str) -> None:
    """Press a button of the page by its words and wait for the page that follows."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def fill(page: Page, **values: str) -> None:
    """Fill in fields by their names."""
    for name, value in values.items():
        page.locator(f"main [name={name}]").fill(value)


def enter(browser: Browser, site: Fresh, folder: Path) -> str:
    """Enter the contest on a phone and return the address of the entry."""
    page = newcomer(browser, SMALL)
    page.goto(f"{site.address}/register")
    page.locator("[name=kind][value=adult]").check()
    fill(page, full_name="Sùng A Lử", contact="0912345678", password=SECRET)
    press(page, "Tạo tài khoản")
    page.goto(f"{site.address}/contests/{CODE}")
    press(page, "Bắt đầu hồ sơ")
    base = page.url
    page.goto(f"{base}/solution")
    page.locator("[name=field_code][value='01']").check()
    page.locator("[name=deployment]").first.check()
    fill(page, title=TITLE, made="3/2026", place_of_use="Xã Đồng Văn")
    press(page, "Lưu và tiếp tục")
    page.goto(f"{base}/contact")
    page.locator("[name=commune_id]").select_option(label="Xã Đồng Văn")
    fill(page, phone="0912345678", unit_name="Hợp tác xã Sủng Là")
    press(page, "Lưu và tiếp tục")
    for section in ("novelty", "applicability", "effect"):
        page.goto(f"{base}/texts/{section}")
        page.locator("textarea").press_sequentially("Chạy bằng sức nước, không cần điện.")
        expect(page.locator("[data-status]")).to_contain_text("Đã lưu lúc")
        page.locator("[name=finished][value=yes]").check()
        press(page, "Lưu và tiếp tục")
    page.goto(f"{base}/authors/new")
    fill(page, full_name="Sùng A Lử", birth_date="5/9/1985")
    page.locator("[name=sex]").select_option("Nam")
    press(page, "Lưu tác giả")
    upload(page, base, folder)
    page.goto(f"{base}/check")
    page.locator("[name=declared]").check()
    press(page, "Nộp hồ sơ dự thi")
    assert page.url == f"{base}/receipt", page.locator("main").inner_text()
    assert len(re.findall(r"\b[0-9a-f]{64}\b", page.locator("main").inner_text())) == 3
    assert page.locator("main img[src$='.svg']").evaluate("image => image.complete && image.naturalWidth > 0")
    page.context.close()
    return base


def upload(page: Page, base: str, folder: Path) -> None:
    """Choose a PDF and a photo in the file inputs, send them, and wait until the worker found both good."""
    (folder / "bản mô tả.pdf").write_bytes(bad_files.pdf(1, "trang 1"))
    (folder / "ảnh.jpg").write_bytes(bad_files.photo(size=(640, 480)))
    page.goto(f"{base}/files")
    for slot, name in (("description", "bản mô tả.pdf"), ("photos", "ảnh.jpg")):
        form = page.locator(f"#slot-{slot} form[data-upload]")
        form.locator("input[type=file]").set_input_files(folder / name)
        form.get_by_role("button", name="Tải lên").click()
        expect(page.locator(f"#slot-{slot} .files")).to_contain_text(name)
    for _ in range(60):
        if page.locator(".files .tag.ready").count() == 2:
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(page.locator("main").inner_text())


def organise(browser: Browser, site: Fresh, entry: str) -> Page:
    """Sign the organiser in with the code of the command, screen the entry, and return the page."""
    page = newcomer(browser, LARGE)
    page.goto(f"{site.address}/code")
    fill(page, code=site.organiser_code)
    press(page, "Tiếp tục")
    page.goto(f"{site.office}/entries")
    page.get_by_role("link", name=TITLE).click()
    assert page.url.endswith(entry.rpartition("/")[2])
    page.locator("[name=verdict][value=valid]").check()
    press(page, "Ghi kết luận")
    expect(page.locator("main")).to_contain_text("-01-001")
    return page


def seat(browser: Browser, site: Fresh, office: Page) -> Page:
    """Invite a judge, accept as that judge, seat and assign; return the judge's page."""
    office.goto(f"{site.office}/judges/new")
    fill(office, full_name="Nông Văn Giang", contact="giang@example.vn", unit_name="Viện Cơ điện")
    press(office, "Tạo tài khoản và mời")
    code = office.locator(".big-code").inner_text()
    judge = newcomer(browser, LARGE)
    judge.goto(f"{site.address}/code")
    fill(judge, code=code)
    press(judge, "Tiếp tục")
    judge.goto(re.findall(r"http\S+/judge/invitations/\d+", office.locator("main").inner_text())[0])
    judge.locator("[name=accept][value=yes]").check()
    press(judge, "Gửi trả lời")
    office.goto(f"{site.office}/panels/new")
    fill(office, name="Tiểu ban 1")
    for box in office.locator("[name=fields]").all():
        box.check()
    office.locator("select[name^=role_]").select_option("chair")
    press(office, "Lưu tiểu ban")
    office.goto(f"{site.office}/assignment")
    press(office, "Lập phương án")
    expect(office.locator(".figures")).to_contain_text("1lượt phân công")
    press(office, "Áp dụng")
    return judge


def open_judging(site: Fresh, office: Page) -> None:
    """Move the starts of screening and judging to yesterday on the page of the phases."""
    office.goto(f"{site.office}/rules/phases")
    yesterday = f"{datetime.now(UTC) - timedelta(days=1):%d/%m/%Y} 08:00"
    for row in (1, 2):
        office.locator(f"[name=rows-{row}-starts_at]").fill(yesterday)
    press(office, "Lưu")
    assert office.locator(".error-summary").count() == 0, office.locator(".error-summary").inner_text()


def award(site: Fresh, office: Page, folder: Path) -> Path:
    """Rank, propose, decide, issue, print and publish; return the printed PDF."""
    office.goto(f"{site.office}/ranking")
    expect(office.locator("main")).to_contain_text("89,50")
    office.goto(f"{site.office}/prizes")
    press(office, "Lập danh sách đề nghị")
    fill(office, present="9/11 ủy viên", votes_for="9")
    press(office, "Thông qua và khóa danh sách")
    office.goto(f"{site.office}/decision")
    fill(office, number="125/QĐ-BTCHT", signed_on=f"{datetime.now(UTC):%d/%m/%Y}", signer="Nguyễn Thị Hồng Phượng")
    press(office, "Ghi quyết định")
    office.goto(f"{site.office}/certificates")
    drafts = office.get_by_role("link", name="Xem bản nháp (PDF)").get_attribute("href")
    assert office.request.get(f"{site.address}{drafts}").body().startswith(b"%PDF-")
    with office.expect_navigation():
        office.get_by_role("button", name=re.compile("^Cấp")).click()
    with office.expect_download() as download:
        office.get_by_role("button", name="Tải PDF để in").first.click()
    download.value.save_as(folder / "certificates.pdf")
    office.goto(f"{site.office}/awards")
    with office.expect_navigation():
        office.get_by_role("button", name=re.compile("^Công bố")).first.click()
    return folder / "certificates.pdf"


def test_from_a_phone_to_a_checked_certificate(browser: Browser, fresh: Fresh, tmp_path: Path) -> None:
    """What one person enters on a phone ends as a paper whose QR code anybody can check."""
    entry = enter(browser, fresh, tmp_path)
    office = organise(browser, fresh, entry)
    judge = seat(browser, fresh, office)
    open_judging(fresh, office)
    judge.goto(f"{fresh.address}/judge/{CODE}")
    press(judge, "Chấm bài tiếp theo")
    assert "Sùng A Lử" not in judge.content()
    for mark in ("36,5", "27", "26"):
        judge.keyboard.type(mark)
        judge.keyboard.press("Enter")
    expect(judge.locator("#total")).to_have_text("89,5")
    with judge.expect_navigation():
        judge.keyboard.press("Control+Enter")
    expect(judge.locator("main")).to_contain_text("Bạn đã nộp đủ 1 phiếu")
    printed = award(fresh, office, tmp_path)
    if shutil.which("pdftotext"):
        words = subprocess.check_output(["pdftotext", "-layout", str(printed), "-"], text=True)
        assert "125/QĐ-BTCHT" in words
        assert "Sùng A Lử" in words
    picture = pypdfium2.PdfDocument(printed)[0].render(scale=3).to_pil()
    codes = zxingcpp.read_barcodes(picture)
    assert [code.text.lower().startswith(f"{fresh.address}/x/") for code in codes] == [True], codes[0].text
    anybody = newcomer(browser, SMALL)
    anybody.goto(codes[0].text)
    expect(anybody.locator("main")).to_contain_text("Giấy này hợp lệ")
    expect(anybody.locator("main")).to_contain_text(TITLE)

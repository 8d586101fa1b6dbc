"""What the scripts add: a text that saves itself, an upload that shows how far it is, a sheet filled by keyboard."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from judging.demo import ACCOUNTS
from tests.browser.conftest import sign_in
from tests.browser.looking import LARGE, SMALL

pytestmark = pytest.mark.browser


@pytest.fixture
def teacher(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """Give a teacher's phone."""
    context = browser.new_context(viewport=SMALL)  # type: ignore[arg-type]
    sign_in(context, site, dict(ACCOUNTS)["teacher"])
    yield context
    context.close()


@pytest.fixture
def entry(teacher: BrowserContext, site: str) -> str:
    """Give the address of an entry that the teacher has begun and not written in."""
    page = teacher.new_page()
    page.goto(f"{site}/contests/youth-2027")
    with page.expect_navigation():
        page.get_by_role("button", name="Bắt đầu hồ sơ").first.click()
    address = page.url
    page.close()
    return address


def test_a_text_survives_a_closed_tab_and_a_lost_network(teacher: BrowserContext, entry: str) -> None:
    """Words typed less than a second before the tab closed come back; words typed offline are sent later."""
    page = teacher.new_page()
    page.goto(entry)
    section = page.locator("a[href*='/texts/']").first.get_attribute("href") or ""
    address = re.sub(r"/entries/.*", section, entry)
    page.goto(address)
    page.locator("textarea").fill("Chữ viết rồi đóng thẻ ngay")
    page.close()
    page = teacher.new_page()
    page.goto(address)
    expect(page.locator("textarea")).to_have_value("Chữ viết rồi đóng thẻ ngay")
    status = page.locator("[data-status]")
    expect(status).to_contain_text("Đã lưu lúc")
    teacher.set_offline(True)
    page.locator("textarea").fill("Chữ viết khi mất mạng")
    expect(status).to_contain_text("Chưa gửi được")
    teacher.set_offline(False)
    expect(status).to_contain_text("Đã lưu lúc")
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.locator("textarea")).to_have_value("Chữ viết khi mất mạng")


def test_an_upload_shows_how_far_it_is(teacher: BrowserContext, entry: str, tmp_path: Path) -> None:
    """On a slow network the page says the percentage and can be told to stop; without stopping the file arrives."""
    noise = Image.frombytes("RGB", (300, 300), os.urandom(300 * 300 * 3))
    noise.save(tmp_path / "ảnh mô hình.png")
    page = teacher.new_page()
    page.goto(f"{entry}/files")
    network = teacher.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 40_000}
    network.send("Network.emulateNetworkConditions", slow)
    slot = page.locator("#slot-photos")
    slot.locator("input[type=file]").set_input_files(tmp_path / "ảnh mô hình.png")
    slot.get_by_role("button", name="Tải lên").click()
    expect(slot.locator("progress")).to_be_visible()
    expect(slot.locator(".sending [role=status]")).to_contain_text(re.compile(r"Đã gửi \d+% trên 0,3 MB"))
    slot.get_by_role("button", name="Hủy tải lên").click()
    expect(slot.locator("progress")).to_have_count(0)
    expect(slot.locator(".files")).to_have_count(0)
    network.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    slot.get_by_role("button", name="Tải lên").click()
    expect(slot.locator(".files")).to_contain_text("ảnh mô hình.png")
    with page.expect_navigation():
        slot.get_by_role("button", name="Gỡ tệp").click()


@pytest.fixture
def sheet(browser: Browser, site: str) -> Iterator[Page]:
    """Give an open score sheet of a judge, with empty marks."""
    context = browser.new_context(viewport=LARGE)  # type: ignore[arg-type]
    sign_in(context, site, dict(ACCOUNTS)["judge"])
    page = context.new_page()
    page.goto(f"{site}/judge/stkt-2026")
    with page.expect_navigation():
        page.get_by_role("button", name="Chấm bài tiếp theo").click()
    for mark in page.locator("[data-mark]").all():
        mark.fill("")
    for comment in page.locator("[data-criterion] textarea").all():
        comment.evaluate("box => { box.value = ''; box.closest('details').open = false; }")
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu nháp").click()
    yield page
    context.close()


def marks(page: Page) -> list[str]:
    """Return what stands in the boxes of a sheet."""
    found: list[str] = page.locator("[data-mark]").evaluate_all("boxes => boxes.map(box => box.value)")
    return found


def chosen(page: Page) -> list[bool]:
    """Return which criterion of a sheet is the chosen one."""
    found: list[bool] = page.locator("[data-criterion]").evaluate_all(
        "boxes => boxes.map(box => box.classList.contains('chosen'))"
    )
    return found


def test_a_sheet_is_filled_by_keyboard(sheet: Page) -> None:
    """Digits make one number while they come quickly, arrows move, ``n`` writes, fields keep their own keys."""
    keys, status = sheet.keyboard, sheet.locator("#status")
    keys.type("10")
    assert marks(sheet)[0] == "10"
    expect(status).to_contain_text("Đã lưu lúc")
    keys.press("ArrowDown")
    keys.type("8,5")
    keys.press("Enter")
    keys.type("7")
    keys.press("ArrowUp")
    assert marks(sheet) == ["10", "8,5", "7"]
    assert chosen(sheet) == [False, True, False]
    expect(sheet.locator("#total")).to_have_text("25,5")
    keys.press("n")
    keys.type("Rất hay, 9 trên 10?")
    comment = sheet.locator("[data-criterion]").nth(1).locator("textarea")
    expect(comment).to_have_value("Rất hay, 9 trên 10?")
    assert marks(sheet) == ["10", "8,5", "7"]
    expect(sheet.locator("#help")).to_be_hidden()
    keys.press("Escape")
    sheet.locator("#keys-on").uncheck()
    sheet.locator("#keys-on").evaluate("box => box.blur()")
    keys.type("9")
    assert marks(sheet) == ["10", "8,5", "7"]
    sheet.locator("#keys-on").check()
    sheet.locator("#keys-on").evaluate("box => box.blur()")
    keys.press("?")
    expect(sheet.locator("#help")).to_be_visible()
    keys.press("Escape")
    sheet.locator("[data-mark]").nth(2).fill("")
    with sheet.expect_navigation():
        keys.press("Control+Enter")
    expect(sheet.locator(".error-summary")).to_be_visible()
    assert marks(sheet) == ["10", "8,5", ""]


def test_two_tabs_keep_both_versions(sheet: Page) -> None:
    """What another tab saved stands beside what was typed here, and nothing of either is lost."""
    other = sheet.context.new_page()
    other.goto(sheet.url)
    other.locator("[data-mark]").first.fill("20")
    other.keyboard.press("Tab")
    expect(other.locator("#status")).to_contain_text("Đã lưu lúc")
    expect(other.locator("#status")).not_to_contain_text("Đang lưu")
    sheet.locator("[data-mark]").first.fill("31")
    sheet.keyboard.press("Tab")
    expect(sheet.locator("#status")).to_contain_text("vừa được lưu ở nơi khác")
    expect(sheet.locator(".other")).to_have_text("Ở bản kia: 20")
    assert marks(sheet)[0] == "31"
    with sheet.expect_navigation():
        sheet.get_by_role("button", name="Lưu nháp").click()
    other.reload()
    assert marks(other)[0] == marks(sheet)[0] == "31"

"""The eyes of the crawl: they find what is wrong with a bad page and nothing on a good one."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import look, watched_page

pytestmark = pytest.mark.browser
POLICY = "<meta http-equiv='Content-Security-Policy' content=\"style-src 'none'\">"
BAD = f"""<!doctype html><html><head><meta charset='utf-8'><title>Xấu</title>{POLICY}
<style>h1 {{ color: red }}</style></head>
<body><img src='data:,' width='700' height='20'><form><input></form><font color='#ddd'>mờ</font></body></html>"""
GOOD = """<!doctype html><html lang='vi'><head><meta charset='utf-8'><title>Tốt</title>
<meta name='viewport' content='width=device-width'></head><body><main><h1>Tốt</h1></main></body></html>"""


def test_a_bad_page_is_seen(browser: Browser, tmp_path: Path) -> None:
    """No language, no alternative text, no label, pale words, too wide for a phone, a style that is refused."""
    (tmp_path / "bad.html").write_text(BAD, encoding="utf-8")
    context = browser.new_context()
    page = watched_page(context)
    page.goto((tmp_path / "bad.html").as_uri())
    faults = "\n".join(look(page))
    context.close()
    for size in ("1280 px", "360 px"):
        for rule in ("html-has-lang", "image-alt", "label", "color-contrast", "page-has-heading-one"):
            assert f"{size}: axe {rule}:" in faults
    assert "360 px: scrolls sideways: ['img.']" in faults
    assert "1280 px: scrolls sideways" not in faults
    assert "refused style-src" in faults


def test_a_good_page_passes(browser: Browser, tmp_path: Path) -> None:
    """The same eyes find nothing on a small whole page."""
    (tmp_path / "good.html").write_text(GOOD, encoding="utf-8")
    context = browser.new_context()
    page = watched_page(context)
    page.goto((tmp_path / "good.html").as_uri())
    assert look(page) == []
    context.close()

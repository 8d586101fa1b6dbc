"""What is looked at on every page: axe-core's findings, sideways scrolling, refusals by the content policy."""

from functools import cache
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import BrowserContext, Page

SMALL, LARGE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
WATCH = (
    "window.__refused = []; document.addEventListener('securitypolicyviolation', "
    "e => window.__refused.push(`refused ${e.violatedDirective} ${e.blockedURI}`))"
)
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
POKING_OUT = """[...document.querySelectorAll('body *')].filter(node => !node.closest('.scroll, .vh') &&
node.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
.slice(0, 3).map(node => node.tagName.toLowerCase() + '.' + node.className)"""


@cache
def axe_source() -> str:
    """Return axe-core's script."""
    found = sorted(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
    return found[0].read_text(encoding="utf-8")


def watched_page(context: BrowserContext) -> Page:
    """Return a page of a context that remembers what the content policy refused."""
    context.add_init_script(WATCH)
    return context.new_page()


def look(page: Page) -> list[str]:
    """Return what is wrong with the page that is open: wide and light as on a desk, narrow and dark as on a phone."""
    page.evaluate(axe_source())
    faults = []
    for size, scheme in ((LARGE, "light"), (SMALL, "dark")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        faults += faults_now(page, f"{size['width']} px")
    page.set_viewport_size(LARGE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    faults += page.evaluate("window.__refused")
    return faults


def faults_now(page: Page, name: str) -> list[str]:
    """Return axe's violations and whether the page scrolls sideways, at the size that it has."""
    faults = []
    for violation in page.evaluate(RUN, TAGS)["violations"]:
        targets = [" ".join(node["target"]) for node in violation["nodes"]][:3]
        faults.append(f"{name}: axe {violation['id']}: {targets}")
    if page.evaluate(SIDEWAYS):
        faults.append(f"{name}: scrolls sideways: {page.evaluate(POKING_OUT)}")
    return faults

"""Every page of the demonstration: no axe violation, no sideways scrolling, nothing the policy refuses, light."""

from collections import Counter
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect, Rule

from contest.app import create_app
from contest.config import Settings
from judging.demo import ACCOUNTS
from tests.browser.conftest import sign_in
from tests.browser.looking import SMALL, look, watched_page

pytestmark = pytest.mark.browser
ROLES = ["nobody", *(role for role, _ in ACCOUNTS)]
CHANGING = {
    "contests.show",
    "awards.results",
    "entries.show",
    "attachments.show",
    "authors.index",
    "supervisors.index",
    "consents.index",
    "submissions.check",
    "intake.dossier",
    "desk.overview",
    "assignment.index",
    "progress.show",
    "prizes.index",
    "decisions.record",
    "awards.index",
    "certificates.index",
}
"""Pages whose look depends on how far an edition or an entry is: several of them are looked at."""
SEVERAL, FOLLOWED = 3, 9
"""So many of each of them are looked at, and the links of so many are followed."""
STARTS = {
    "organiser": ["/organise/stkt-2026/entries?channel=paper", "/organise/youth-2026/prizes/1"],
    "judge": [f"/judge/invitations/{number}" for number in range(1, 40)],
}
"""Where links with a query, mails and drafts lead to, beside every address that needs nothing."""
ELSEWHERE = {"certificates.drafts", "certificate_checks.machine"}
"""Drafts are there between a decision and the issue of its certificates only (test_journey.py asks for them then); the
JSON of a certificate is for machines, no page leads to it (``tests/contest/views/test_certificates.py``)."""
LINKS = """[...document.querySelectorAll('a[href], link[href], img[src]')]
.map(node => node.getAttribute('href') ?? node.getAttribute('src'))"""


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> MapAdapter:
    """Give what tells which page an address belongs to."""
    folder = tmp_path_factory.mktemp("addresses")
    app = create_app(Settings(data_dir=folder, uploads_dir=folder), testing=True)
    return app.url_map.bind("127.0.0.1")


@pytest.fixture(scope="module")
def seen_by() -> dict[str, set[str]]:
    """Give the notebook of the pages that each role reached."""
    return {}


def kind_of(addresses: MapAdapter, path: str) -> str | None:
    """Return the page that an address belongs to, with the part of the rules that it shows."""
    try:
        endpoint, values = addresses.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return " ".join([endpoint, *(str(values[name]) for name in ("part",) if name in values)])


def needs_nothing(rule: Rule) -> bool:
    """Say whether an address can be asked for without knowing anything."""
    return "GET" in (rule.methods or ()) and not rule.arguments


def arrive(page: Page, address: str) -> Response | None:
    """Go to an address; a download, which leaves the page where it was, gives nothing."""
    try:
        return page.goto(address, wait_until="load")
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return None


def prepare(page: Page, site: str, role: str) -> None:
    """Add what the demonstration lacks: an entry that nothing was written in yet, a conflict of interest."""
    if role == "teacher":
        page.goto(f"{site}/contests/youth-2027")
        with page.expect_navigation():
            page.get_by_role("button", name="Bắt đầu hồ sơ").first.click()
    elif role == "organiser":
        page.goto(f"{site}/organise/stkt-2026/conflicts")
        page.locator("main details summary").first.click()
        page.locator("[name=entry]").fill("STKT06-01-001")
        page.locator("[name=reason]").fill("Cùng công tác một trường")
        with page.expect_navigation():
            page.get_by_role("button", name="Ghi xung đột").click()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role(
    browser: Browser, site: str, addresses: MapAdapter, seen_by: dict[str, set[str]], role: str
) -> None:
    """Follow every link that a role sees to pages of each kind; downloads answer, pages are looked at."""
    context = browser.new_context()
    page = watched_page(context)
    if role != "nobody":
        sign_in(context, site, dict(ACCOUNTS)[role])
    prepare(page, site, role)
    waiting = [(path, "") for path in STARTS.get(role, [])]
    waiting += [(rule.rule, "") for rule in addresses.map.iter_rules() if needs_nothing(rule)]
    seen, asked, faults = Counter[str](), set[str](), dict[str, list[str]]()
    while waiting:
        waiting.sort(key=lambda found: "-2027" in found[0])  # an edition that has everything before one that begins
        path, origin = waiting.pop(0)
        if path in asked:
            continue
        asked.add(path)
        kind = kind_of(addresses, urlsplit(path).path)
        if kind is None:
            faults[path] = [f"no such address, linked from {origin}"]
            continue
        if seen[kind] >= (FOLLOWED if kind in CHANGING else 1):
            continue
        answer = arrive(page, site + path)
        if answer is None:
            seen[kind] += 1  # the browser took it for a download
            continue
        if answer.status >= 400:
            if origin:
                faults[path] = [f"status {answer.status}, linked from {origin}"]
            continue
        arrived = urlsplit(page.url).path
        asked.add(arrived)
        kind = kind_of(addresses, arrived) or kind
        seen[kind] += 1
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        known = seen[kind] > SEVERAL or (role != "nobody" and kind in seen_by.get("nobody", ()))
        if not known and (found := look(page)):
            faults[arrived] = found
        for href in page.evaluate(LINKS):
            target = urlsplit(urljoin(page.url, href))
            if target.netloc == urlsplit(site).netloc and target.path not in asked:
                waiting.append((target.path, arrived))
    context.close()
    seen_by[role] = set(seen)
    assert not faults, "\n".join(f"{where}: {what}" for where, what in faults.items())


@pytest.mark.usefixtures("browser", "site")
def test_the_crawl_reaches_every_page(addresses: MapAdapter, seen_by: dict[str, set[str]]) -> None:
    """Each address that can be asked for was seen by some role; nothing hides from the crawl.

    It asks for the fixtures of the crawl, so that pytest keeps it behind them.
    """
    if set(seen_by) != set(ROLES):
        pytest.skip("needs the crawl of every role before it")
    reached = {kind.split()[0] for kinds in seen_by.values() for kind in kinds}
    known = {rule.endpoint for rule in addresses.map.iter_rules() if "GET" in (rule.methods or ())}
    assert sorted(known - reached - ELSEWHERE) == []


def test_first_views_are_light(browser: Browser, site: str) -> None:
    """Home, contest, sign-in: at most 30 KB over the wire the first time (performance budget of experience.md)."""
    for path in ("/", "/contests/youth-2027", "/contests/youth-2026/results", "/sign-in", "/register"):
        context = browser.new_context(viewport=SMALL, service_workers="block")  # type: ignore[arg-type]
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        sizes: list[float] = []
        network.on("Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"]))
        page.goto(site + path, wait_until="networkidle")
        context.close()
        assert sum(sizes) <= 30 * 1024, (path, sum(sizes), len(sizes))

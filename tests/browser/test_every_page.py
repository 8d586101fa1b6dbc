"""Every page of the demonstration: no axe violation, no sideways scrolling, nothing the policy refuses, light."""

from collections import Counter
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from contest.app import create_app
from contest.config import Settings
from judging.demo import ACCOUNTS
from tests.browser.conftest import sign_in
from tests.browser.looking import SMALL, look, watched_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
ROLES = ["nobody", *(role for role, _ in ACCOUNTS)]
CHANGING = {
    "contests.show",
    "awards.results",
    "entries.show",
    "attachments.show",
    "desk.overview",
    "assignment.index",
    "progress.show",
    "prizes.index",
    "decisions.record",
    "awards.index",
    "certificates.index",
}
"""Pages whose look depends on how far an edition or an entry is: several of them are looked at."""
SEVERAL = 3
NO_PAGE = {"home.healthy", "home.ready", "assets.static_file"}
UNREACHED: dict[str, str] = {}
"""Pages that no link of the demonstration leads to, with where they are tested instead."""


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
    """Return the page that an address belongs to, with the part of the rules or text that it shows."""
    try:
        endpoint, values = addresses.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return " ".join([endpoint, *(str(values[name]) for name in ("part", "section_code") if name in values)])


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role(
    browser: Browser, site: str, addresses: MapAdapter, seen_by: dict[str, set[str]], role: str
) -> None:
    """Follow every link that a role sees to pages of each kind; downloads answer, pages are looked at."""
    context = browser.new_context()
    if role != "nobody":
        sign_in(context, site, dict(ACCOUNTS)[role])
    page = watched_page(context)
    waiting = [(rule.rule, "") for rule in addresses.map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    seen, asked, faults = Counter[str](), set[str](), dict[str, list[str]]()
    while waiting:
        path, origin = waiting.pop(0)
        kind = kind_of(addresses, path)
        if path in asked:
            continue
        asked.add(path)
        if kind is None:
            faults[path] = [f"no such address, linked from {origin}"]
            continue
        if seen[kind] >= (SEVERAL if kind in CHANGING else 1):
            continue
        answer = context.request.head(site + path)
        if answer.status >= 400:
            if origin:
                faults[path] = [f"status {answer.status}, linked from {origin}"]
            continue
        arrived = urlsplit(answer.url).path
        if arrived != path:
            waiting.insert(0, (arrived, path))
            continue
        seen[kind] += 1
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        if found := look(page, site + path):
            faults[path] = found
        for href in page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))"):
            target = urlsplit(urljoin(site + path, href))
            if target.netloc == urlsplit(site).netloc and target.path not in asked:
                waiting.append((target.path, path))
    context.close()
    seen_by[role] = set(seen)
    assert not faults, "\n".join(f"{where}: {what}" for where, what in faults.items())


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

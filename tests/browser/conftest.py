"""A filled demonstration behind a real server, and Debian's Chromium in front of it."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from contest.config import ROOT
from judging.demo import PASSWORD
from tests.conftest import BACKEND

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(folder: Path, port: int) -> dict[str, str]:
    """Return the environment of commands that work in a folder."""
    own = {"DATA_DIR": str(folder), "UPLOADS_DIR": str(folder / "uploads"), "FREE_DISK_MB": "1"}
    own["PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    return {**os.environ, **{f"HOITHI_{name}": value for name, value in own.items()}}


def command(*words: str) -> list[str]:
    """Return the words that start a ``hoithi`` command."""
    return [str(Path(sys.executable).parent / "hoithi"), *words]


@contextmanager
def serving(folder: Path, *words: str, port: int) -> Iterator[str]:
    """Run a ``hoithi`` command that serves, wait until it answers, and give its address."""
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            command(*words, "--port", str(port)), cwd=ROOT, env=environment(folder, port), stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1200):
            assert server.poll() is None, (folder / "server.log").read_text()
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=1):
                    break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a filled demonstration: that of HOITHI_TEST_SITE when one runs already."""
    if running := os.environ.get("HOITHI_TEST_SITE"):
        yield running
        return
    if BACKEND != "sqlite":
        pytest.skip("the demonstration runs on SQLite")
    with serving(tmp_path_factory.mktemp("demo"), "demo", "--entries", "90", port=free_port()) as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Give Playwright."""
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Give Debian's Chromium."""
    found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
    yield found
    found.close()


def sign_in(context: BrowserContext, site: str, contact: str) -> None:
    """Sign a browser context in through the page."""
    page = context.new_page()
    page.goto(f"{site}/sign-in")
    page.get_by_label(re.compile("Email")).fill(contact)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.close()

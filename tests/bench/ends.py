"""The two ends of a measurement: a browser that keeps its connection, and a server whose CPU and memory are read."""

import http.client
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from contest.config import ROOT


class Client:
    """One browser: a connection that stays open, a cookie jar, a CSRF token."""

    def __init__(self, port: int, token: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.cookies = {"hoithi": token} if token else {}
        self.csrf = ""

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> http.client.HTTPResponse:
        """Send a request and return the answer with its bytes read into ``data``."""
        headers = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        answer.data = answer.read()  # type: ignore[attr-defined]  # kept for the caller
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def prepare(self, path: str) -> str:
        """Read a page with a form, keep its CSRF token, and return the page."""
        self.connection.request("GET", path, headers={"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())})
        answer = self.connection.getresponse()
        html = answer.read().decode()
        if answer.status != 200:
            raise SystemExit(f"GET {path}: {answer.status}")
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
        self.csrf = found.group(1) if found else self.csrf
        return html

    def post(self, path: str, values: dict[str, object]) -> http.client.HTTPResponse:
        """Send a form."""
        body = urlencode({"csrf_token": self.csrf, **values}).encode()
        return self.ask("POST", path, body, "application/x-www-form-urlencoded")

    def upload(self, path: str, field: str, data: bytes) -> http.client.HTTPResponse:
        """Send a form with one PDF."""
        head = f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self.csrf}\r\n--b\r\n'
        head += f'Content-Disposition: form-data; name="{field}"; filename="bai.pdf"\r\n'
        head += "Content-Type: application/pdf\r\n\r\n"
        return self.ask("POST", path, head.encode() + data + b"\r\n--b--\r\n", "multipart/form-data; boundary=b")


class Server:
    """A running server: its port, its CPU time and its memory."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.server", kind, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        port, *pids = self.process.stdout.readline().split()  # type: ignore[union-attr]  # a pipe, see above
        self.port, self.pids = int(port), [int(pid) for pid in pids]
        self.peak, self._going = 0, True
        threading.Thread(target=self._watch, daemon=True).start()

    def cpu(self) -> float:
        """Return the CPU milliseconds of all threads of all processes so far."""
        total = 0
        for pid in self.pids:
            for task in Path(f"/proc/{pid}/task").iterdir():
                total += int((task / "schedstat").read_text().split()[0])
        return total / 1e6

    def memory(self) -> int:
        """Return the proportional set size of all processes in KB."""
        texts = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in self.pids]
        return sum(int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1)) for text in texts)  # type: ignore[union-attr]

    def _watch(self) -> None:
        while self._going:
            time.sleep(0.3)
            try:
                self.peak = max(self.peak, self.memory())
            except (OSError, AttributeError):
                return

    def stop(self) -> None:
        """End the server."""
        self._going = False
        self.process.stdin.close()  # type: ignore[union-attr]  # a pipe, see above
        self.process.wait()


@contextmanager
def serving(kind: str, folder: Path) -> Iterator[Server]:
    """Give a running server."""
    server = Server(kind, folder)
    try:
        yield server
    finally:
        server.stop()

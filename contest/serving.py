"""Serving: waitress in front of the application, the worker beside it."""

import logging
import signal
import socket
from types import FrameType

from flask import Flask
from waitress import create_server

from contest.worker import Worker


class PortError(Exception):
    """Raised when an address cannot be listened on; the text says why and what to do."""


def check_port(host: str, port: int) -> None:
    """Raise PortError when nothing can listen on an address, before slow work is begun."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        why = error.strerror or str(error)
        raise PortError(
            f"Cannot listen on {host}:{port} ({why}). Choose another, e.g. --port {port % 65535 + 1}"
        ) from None


def serve(app: Flask, *, host: str, port: int) -> None:
    """Serve an application until Ctrl-C or SIGTERM; the worker runs in a thread of the same process."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    check_port(host, port)
    server = create_server(
        app,
        host=host,
        port=port,
        threads=8,
        connection_limit=2000,
        asyncore_use_poll=True,
        channel_timeout=30,
        ident="",
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
    )
    worker = Worker(app.extensions["database"], app.extensions["storage"], app.extensions["settings"])
    before = signal.signal(signal.SIGTERM, _end)
    worker.start()
    try:
        server.run()  # waitress takes Ctrl-C and SystemExit as the wish to end
    finally:
        worker.stop()
        server.close()
        signal.signal(signal.SIGTERM, before)


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)

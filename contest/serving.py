"""Serving: waitress in front of the application, the worker beside it."""

import logging

from flask import Flask
from waitress import create_server

from contest.worker import Worker


def serve(app: Flask, *, host: str, port: int) -> None:
    """Serve an application until it is interrupted; the worker runs in a thread of the same process."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
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
    worker.start()
    try:
        server.run()
    finally:
        worker.stop()
        server.close()

"""A message reaches a mail server as it was written; a server that is not there is an error to try again."""

import email
import email.policy
import socket
import threading
from collections.abc import Iterator

import pytest

from contest.adapters.post import PostError, send_mail

MAIL = {
    "sender": ("Sáng tạo Tuyên Quang", "hotro@hoithi.example.vn"),
    "to": "an@example.vn",
    "subject": "Hồ sơ đã\nnhận",
    "body": "Chào Giàng A An,\n\nHồ sơ của bạn đã được nhận.",
    "message_id": "<hoithi-7@hoithi.example.vn>",
}


class Server(threading.Thread):
    """A mail server for one connection."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.door.getsockname()[1]
        self.data = b""

    def run(self) -> None:
        """Speak just enough SMTP."""
        peer, _ = self.door.accept()
        with peer, peer.makefile("rwb", buffering=0) as line:
            line.write(b"220 test\r\n")
            while command := line.readline():
                word = command[:4].upper()
                if word == b"DATA":
                    line.write(b"354 go\r\n")
                    while (row := line.readline()) != b".\r\n":
                        self.data += row
                line.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a running mail server."""
    server = Server()
    server.start()
    yield server
    server.door.close()


def test_a_message_arrives_as_written(server: Server) -> None:
    """Vietnamese text, one-line subject, sender and identity arrive."""
    send_mail(host="127.0.0.1", port=server.port, **MAIL)
    server.join(5)
    message = email.message_from_bytes(server.data, policy=email.policy.default)
    assert message["Subject"] == "Hồ sơ đã nhận"
    assert message["From"] == "Sáng tạo Tuyên Quang <hotro@hoithi.example.vn>"
    assert (message["To"], message["Message-ID"]) == (MAIL["to"], MAIL["message_id"])
    assert message.get_content().replace("\r\n", "\n").strip() == MAIL["body"]


def test_no_server_is_an_error_to_try_again() -> None:
    """A closed door raises one kind of error."""
    door = socket.create_server(("127.0.0.1", 0))
    port = door.getsockname()[1]
    door.close()
    with pytest.raises(PostError):
        send_mail(host="127.0.0.1", port=port, **MAIL)

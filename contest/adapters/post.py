"""The post: one message handed to the mail server."""

import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate

SECONDS = 20


class PostError(Exception):
    """Raised when the mail server did not take a message; it can be tried again."""


def send_mail(
    *,
    host: str,
    port: int,
    sender: tuple[str, str],
    to: str,
    subject: str,
    body: str,
    message_id: str,
    language: str = "vi",
) -> None:
    """Hand one plain-text message to the mail server; ``sender`` is a name and an address.

    ``message_id`` stays the same over all attempts, so that a message sent twice is shown once.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr(sender)
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate()
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = language
    message.set_content(body + "\n")
    try:
        with smtplib.SMTP(host, port, timeout=SECONDS) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise PostError(str(error)) from error

"""Messages: written to the outbox with the change they tell of, shown in the account, mailed by the worker."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.accounts import Account
from contest.models.mail import Message
from contest.services import jobs

DELIVER = "mail"
"""The kind of job that hands a message to the mail server."""


def send(
    session: Session, account: Account, *, subject: str, body: str, now: datetime, hidden: bool = False
) -> Message:
    """Put a message into the outbox; a hidden one (it holds a secret) is mailed but not shown in the account."""
    message = Message(
        account_id=account.id,
        address=account.email or "",
        subject=subject,
        body=body,
        created_at=now,
        is_hidden=hidden,
    )
    session.add(message)
    session.flush()
    if message.address:
        jobs.enqueue(session, DELIVER, {"message_id": message.id}, now=now)
    return message


def note_delivery(session: Session, message_id: int, *, error: str, now: datetime) -> None:
    """Remember that a message was sent, or why it could not be."""
    message = session.get_one(Message, message_id)
    message.attempts += 1
    message.error = error[:500]
    if not error:
        message.sent_at = now
    session.flush()


def messages_of(session: Session, account_id: int, *, limit: int = 20) -> Sequence[Message]:
    """Return the newest messages to an account."""
    return session.scalars(
        select(Message)
        .where(Message.account_id == account_id, Message.is_hidden.is_(False))
        .order_by(Message.id.desc())
        .limit(limit)
    ).all()

"""Messages to people: an outbox, and what each account can read on its page."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base

if TYPE_CHECKING:
    from contest.models.accounts import Account


class Message(Base):
    """One message to one account, shown there and mailed when there is an address."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_account_id_id", "account_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    address: Mapped[str] = mapped_column(default="")
    subject: Mapped[str]
    body: Mapped[str]
    is_hidden: Mapped[bool] = mapped_column(default=False)
    """A secret is mailed but not shown in the account."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")

    account: Mapped["Account"] = relationship()

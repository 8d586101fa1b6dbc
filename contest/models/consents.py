"""Consents of authors and guardians, one row a scope and a giver, withdrawable."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base, stored
from contest.rules.kinds import Channel, ConsentGiver, ConsentScope

if TYPE_CHECKING:
    from contest.models.people import Author


class Consent(Base):
    """One agreement: who agreed to what, in which words, when, and when it was taken back."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    scope: Mapped[ConsentScope] = stored(ConsentScope)
    giver: Mapped[ConsentGiver] = stored(ConsentGiver)
    giver_name: Mapped[str]
    channel: Mapped[Channel] = stored(Channel)
    text_version: Mapped[str]
    given_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None]

    author: Mapped["Author"] = relationship(back_populates="consents")

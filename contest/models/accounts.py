"""Accounts, roles, sign-ins, one-time codes and throttle counters."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base, stored
from contest.rules.kinds import AccountKind, CodePurpose, Role

if TYPE_CHECKING:
    from contest.models.editions import Edition


class Account(Base):
    """A person who can sign in, by e-mail, phone or a name of their own."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[AccountKind] = stored(AccountKind)
    full_name: Mapped[str]
    name_sort: Mapped[bytes]
    search_text: Mapped[str]
    sign_in_name: Mapped[str] = mapped_column(unique=True)
    """E-mail, phone or card name, normalised: what is typed at the door."""
    email: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str | None]
    unit_name: Mapped[str] = mapped_column(default="")
    commune_name: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str | None]
    is_admin: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(default="vi")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    roles: Mapped[list["RoleGrant"]] = relationship(back_populates="account", cascade="all, delete-orphan")


class RoleGrant(Base):
    """What an account may do in one edition."""

    __tablename__ = "role_grants"
    __table_args__ = (UniqueConstraint("account_id", "edition_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    role: Mapped[Role] = stored(Role)

    account: Mapped[Account] = relationship(back_populates="roles")
    edition: Mapped["Edition"] = relationship()


class SignIn(Base):
    """One signed-in browser; the cookie holds the secret whose digest stands here."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    device: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class OneTimeCode(Base):
    """A code that opens one thing once; only its digest is kept."""

    __tablename__ = "one_time_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[CodePurpose] = stored(CodePurpose)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    new_contact: Mapped[str] = mapped_column(default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(foreign_keys=[account_id])


class Attempt(Base):
    """A failed or counted attempt at a door, for throttling without lock-out."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime]

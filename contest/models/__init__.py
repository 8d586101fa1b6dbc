"""The tables of contest, all imported so that the mappers are complete."""

from contest.models import (
    accounts,
    attachments,
    audit,
    awards,
    certificates,
    consents,
    editions,
    entries,
    jobs,
    mail,
    organisations,
    people,
)

__all__ = [
    "accounts",
    "attachments",
    "audit",
    "awards",
    "certificates",
    "consents",
    "editions",
    "entries",
    "jobs",
    "mail",
    "organisations",
    "people",
]

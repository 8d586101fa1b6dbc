"""Rows for tests, sensible unless told otherwise."""

import itertools
import secrets
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.adapters.passwords import hash_password
from contest.models.accounts import Account, RoleGrant
from contest.models.editions import Division, Document, Edition, Field, Phase, Section, Slot
from contest.models.entries import Entry, EntryText
from contest.models.people import Author
from contest.rules.kinds import (
    AccountKind,
    Channel,
    ContestType,
    DeadlineRule,
    DocumentKind,
    EntryState,
    PhaseCode,
    Role,
)
from contest.rules.text import fold, person_key

PASSWORD = "núi cao suối trong"
_numbers = itertools.count(1)


@cache
def password_hash() -> str:
    """Return the digest of the cast's password, made once."""
    return hash_password(PASSWORD)


def account(
    session: Session,
    full_name: str = "Vàng Mí Sính",
    *,
    role: str | None = None,
    edition: str | None = None,
    is_admin: bool = False,
    kind: AccountKind = AccountKind.ADULT,
    **values: Any,
) -> Account:
    """Return a new account, with a role in an edition when asked for."""
    number = next(_numbers)
    email = f"nguoi{number}@example.vn"
    made = Account(
        public_id=secrets.token_hex(8),
        kind=kind,
        full_name=full_name,
        name_sort=person_key(full_name),
        search_text=fold(f"{full_name} {email}"),
        sign_in_name=email,
        email=email,
        password_hash=password_hash(),
        is_admin=is_admin,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        **values,
    )
    session.add(made)
    session.flush()
    if role:
        found = session.scalars(select(Edition).where(Edition.code == edition)).one()
        session.add(RoleGrant(account_id=made.id, edition_id=found.id, role=Role(role)))
        session.flush()
    return made


def edition(session: Session, code: str = "stkt-2026", **values: Any) -> Edition:
    """Return a small technical contest that takes entries in June 2026: 2 fields, 2 sections, 2 slots."""
    facts: dict[str, Any] = {
        "contest_type": ContestType.STKT,
        "edition_no": 6,
        "year_label": "2026",
        "title": "Hội thi Sáng tạo kỹ thuật tỉnh Tuyên Quang lần thứ VI",
        "title_en": "6th Technical Innovation Contest of Tuyên Quang",
        "issuer": "BAN TỔ CHỨC HỘI THI SÁNG TẠO KỸ THUẬT TỈNH TUYÊN QUANG",
        "place": "Tuyên Quang",
        "opens_at": datetime(2026, 1, 1, tzinfo=UTC),
        "closes_at": datetime(2026, 7, 31, 10, 0, tzinfo=UTC),
        "deadline_rule": DeadlineRule.RECEIVED_AT,
        "contest_symbol": "STKT",
        "dossier_pattern": "{contest}{edition:02d}-{field:02d}-{seq:03d}",
        "tie_chain": ["criterion:novelty", "criterion:applicability", "median", "lowest"],
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
        **values,
    }
    made = Edition(code=code, **facts)
    made.fields = [
        Field(position=1, code="01", name="Công nghệ thông tin", name_en="ICT"),
        Field(position=2, code="02", name="Cơ khí tự động hóa", name_en="Mechanics"),
    ]
    made.sections = [
        Section(
            position=1, code="novelty", label="Tính mới", label_en="Novelty", max_words=500, criterion_code="novelty"
        ),
        Section(
            position=2,
            code="effect",
            label="Hiệu quả",
            label_en="Effect",
            max_words=500,
            required=False,
            criterion_code="effect",
        ),
    ]
    made.slots = [
        Slot(
            position=1,
            code="description",
            label="Bản mô tả",
            label_en="Description",
            kinds=["pdf", "docx"],
            max_files=2,
            max_megabytes=20,
            required=True,
        ),
        Slot(position=2, code="photos", label="Ảnh", label_en="Photos", kinds=["image"], max_files=6, max_megabytes=10),
    ]
    ends = [(1, 1), (7, 31), (8, 31), (9, 30), (10, 15), (11, 30)]
    made.phases = [
        Phase(
            position=position,
            code=phase,
            name=phase.value,
            name_en=phase.value,
            starts_at=datetime(2026, *ends[position - 1], 10, tzinfo=UTC),
            ends_at=datetime(2026, *ends[position], 10, tzinfo=UTC),
        )
        for position, phase in enumerate(PhaseCode, 1)
    ]
    made.documents = [
        Document(
            kind=DocumentKind.RULES,
            number="24/QĐ-BTCHT",
            signed_on=date(2026, 1, 5),
            signer="Trần Văn Ký",
            signer_position="TRƯỞNG BAN",
            title="Thể lệ",
        )
    ]
    if made.contest_type is ContestType.YOUTH:
        made.divisions = [Division(position=1, code="thcs", name="Trung học cơ sở", name_en="Lower secondary")]
    session.add(made)
    session.flush()
    return made


def entry(
    session: Session,
    of: Edition,
    owner: Account,
    *,
    title: str = "Máy tách hạt ngô chạy bằng sức nước",
    state: EntryState = EntryState.DRAFT,
    authors: tuple[str, ...] = ("Giàng A An",),
    **values: Any,
) -> Entry:
    """Return an entry with one field, its texts and its authors, whole enough to be submitted but for files."""
    made = Entry(
        public_id=secrets.token_hex(8),
        edition_id=of.id,
        owner_id=owner.id,
        channel=values.pop("channel", Channel.ONLINE),
        state=state,
        title=title,
        chosen_field_id=of.fields[0].id,
        field_id=of.fields[0].id,
        made_month=3,
        made_year=2025,
        unit_name="Hợp tác xã Sủng Là",
        commune_name="Xã Đồng Văn",
        phone="0912345678",
        created_at=datetime(2026, 5, 1, tzinfo=UTC),
        updated_at=datetime(2026, 5, 1, tzinfo=UTC),
        **values,
    )
    made.texts = [
        EntryText(section_code=section.code, text=f"Nội dung phần {section.label}.", is_finished=True)
        for section in of.sections
    ]
    share = 100 // len(authors)
    made.authors = [
        Author(
            position=number,
            full_name=name,
            name_sort=person_key(name),
            search_text=fold(name),
            birth_date=date(1985, 5, 1),
            workplace="Hợp tác xã Sủng Là",
            commune_name="Xã Đồng Văn",
            phone="0912345678",
            share_percent=100 - share * (len(authors) - 1) if number == 1 else share,
            is_lead=number == 1,
        )
        for number, name in enumerate(authors, 1)
    ]
    session.add(made)
    session.flush()
    return made

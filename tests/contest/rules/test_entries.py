"""Until when an owner may write, what is missing, and what the desk is warned of."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from contest.rules.completeness import WorkingCopy, missing, progress, tasks
from contest.rules.dossiers import (
    AttachmentFacts,
    DossierFacts,
    EntrantFacts,
    SectionFacts,
    author_names,
    content_hash,
    freeze,
    search_text,
    section_for,
)
from contest.rules.entries import (
    EditionRules,
    SectionRule,
    SlotRule,
    Standing,
    eligibility_warnings,
    may_edit,
    new_receipt_code,
    parse_month,
    problems_in_reopening,
    problems_in_solution,
    problems_in_starting,
    problems_in_submitting,
    problems_in_text,
    problems_in_withdrawing,
)
from contest.rules.kinds import Channel, ContestType, DeadlineRule, EntryState, TaskState
from contest.rules.people import AuthorFacts

OPENS = datetime(2026, 1, 1, tzinfo=UTC)
CLOSES = datetime(2026, 7, 31, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TODAY = date(2026, 6, 15)


def standing(state: EntryState = EntryState.DRAFT, **values: object) -> Standing:
    """Return a standing in the edition of these tests."""
    return Standing(state, OPENS, CLOSES, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", [EntryState.DRAFT, EntryState.SUBMITTED, EntryState.VALID])
def test_the_deadline_is_kept_to_the_second(state: EntryState) -> None:
    """One second before is in time, the deadline itself is too late."""
    assert may_edit(standing(state), now=CLOSES - SECOND)
    assert not may_edit(standing(state), now=CLOSES)


@pytest.mark.parametrize("state", [EntryState.REJECTED, EntryState.WITHDRAWN])
def test_ended_dossiers_are_closed_even_in_time(state: EntryState) -> None:
    """What was rejected or withdrawn is not written in."""
    assert not may_edit(standing(state), now=CLOSES - SECOND)


def test_a_correction_has_its_own_end() -> None:
    """A dossier to be corrected is open until its due time, never shorter than the deadline."""
    due = CLOSES + timedelta(days=5)
    late = standing(EntryState.CORRECTION, correction_due=due)
    assert may_edit(late, now=due - SECOND)
    assert not may_edit(late, now=due)
    early = standing(EntryState.CORRECTION, correction_due=CLOSES - timedelta(days=5))
    assert may_edit(early, now=CLOSES - SECOND)
    assert may_edit(standing(EntryState.CORRECTION), now=due)


def test_the_desk_takes_late_paper_with_a_reason() -> None:
    """Paper after the deadline needs the desk and a reason, or a postmark in time where postmarks count."""
    paper = standing(channel=Channel.PAPER, by_desk=True)
    facts = {"now": CLOSES + SECOND, "deadline_rule": DeadlineRule.RECEIVED_AT}
    assert [p.field for p in problems_in_submitting(paper, **facts)] == ["late_reason"]  # type: ignore[arg-type]
    assert not problems_in_submitting(paper, **facts, late_reason="Đường sạt lở")  # type: ignore[arg-type]
    post = {"now": CLOSES + SECOND, "deadline_rule": DeadlineRule.POSTMARK_DATE}
    assert not problems_in_submitting(paper, **post, postmark_date=date(2026, 7, 31))  # type: ignore[arg-type]
    assert problems_in_submitting(paper, **post, postmark_date=date(2026, 8, 1))  # type: ignore[arg-type]
    online = standing(by_desk=True)
    assert problems_in_submitting(online, **facts, late_reason="x")  # type: ignore[arg-type]


def test_starting_withdrawing_and_taking_up_again() -> None:
    """Each has its time."""
    times = {"opens_at": OPENS, "closes_at": CLOSES}
    assert problems_in_starting(**times, desk=False, now=OPENS - SECOND)
    assert not problems_in_starting(**times, desk=False, now=OPENS)
    assert problems_in_starting(**times, desk=False, now=CLOSES)
    assert not problems_in_starting(**times, desk=True, now=CLOSES)
    assert not problems_in_withdrawing(standing(), now=CLOSES)
    assert not problems_in_withdrawing(standing(EntryState.SUBMITTED), now=CLOSES - SECOND)
    assert problems_in_withdrawing(standing(EntryState.SUBMITTED), now=CLOSES)
    assert not problems_in_reopening(standing(EntryState.WITHDRAWN), now=CLOSES - SECOND)
    assert problems_in_reopening(standing(EntryState.WITHDRAWN), now=CLOSES)
    assert problems_in_reopening(standing(EntryState.DRAFT), now=OPENS)


@pytest.mark.parametrize(
    ("text", "month"),
    [("3/2025", (3, 2025)), (" 03 - 2025", (3, 2025)), ("2025-03", (3, 2025)), ("13/2025", None), ("2025", None)],
)
def test_months_as_people_type_them(text: str, month: tuple[int, int] | None) -> None:
    """Month and year in either order."""
    assert parse_month(text) == month


def test_mistyped_solutions_and_overlong_texts() -> None:
    """A future month, an endless title and a text of twice the limit are refused."""
    found = problems_in_solution(
        title="x" * 301, short_title="x" * 81, made=(7, 2026), place_of_use="", prior_awards="", today=TODAY
    )
    assert [p.field for p in found] == ["title", "short_title", "made"]
    section = SectionRule("novelty", "Tính mới", 5, True)
    assert not problems_in_text("một " * 10, section)
    assert problems_in_text("một " * 11, section)


def test_receipt_codes_cannot_be_guessed_or_misread() -> None:
    """Eight letters without look-alikes, never the same twice."""
    codes = {new_receipt_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", code) for code in codes)


RULES = EditionRules(
    contest_type=ContestType.YOUTH,
    birth_from=date(2007, 7, 31),
    birth_to=date(2020, 7, 31),
    max_authors=5,
    eligible_from_year=2025,
    minors=True,
    has_divisions=True,
    sections=(SectionRule("novelty", "Điểm mới", 5, True), SectionRule("more", "Thêm", 5, False)),
    slots=(SlotRule("photos", "Ảnh", True), SlotRule("video", "Video", False)),
)


def whole() -> DossierFacts:
    """Return a dossier that lacks nothing but consents."""
    return DossierFacts(
        title="Xe chở nước",
        field_code="01",
        field_name="Đồ dùng",
        division_code="TH",
        division_name="Tiểu học",
        made_month=3,
        made_year=2025,
        entrant=EntrantFacts(unit_name="Trường A", commune_name="Xã Đồng Văn", phone="0912345678"),
        sections=(SectionFacts("novelty", "Điểm mới", "tự đổ nước", "novelty"), SectionFacts("more", "Thêm", "")),
        authors=(
            AuthorFacts(7, "Lý Đức", date(2008, 1, 1), workplace="Trường A", share_percent=40),
            AuthorFacts(8, "Má Thị Sống", date(2005, 1, 1), workplace="Trường A", share_percent=60, is_lead=True),
        ),
        attachments=(AttachmentFacts("a1", "photos", "Ảnh", "a.jpg", "image", 5, "ab" * 32),),
    )


def test_an_empty_dossier_is_told_everything_at_once() -> None:
    """Every missing part is named with its page."""
    rows = tasks(WorkingCopy(DossierFacts()), RULES, today=TODAY)
    assert [(p.field, str(p)) for p in missing(rows)] == [
        ("solution#title", "Điền tên giải pháp."),
        ("solution#field_code-0", "Chọn lĩnh vực."),
        ("solution#division_code-0", "Chọn bảng hoặc cấp học."),
        ("solution#made", "Điền tháng, năm tạo ra."),
        ("contact#unit_name", "Điền tên trường hoặc đơn vị."),
        ("contact#commune", "Chọn xã, phường."),
        ("contact#phone", "Điền số điện thoại hoặc email để liên hệ."),
        ("texts/novelty#text", "Viết phần “Điểm mới”."),
        ("authors", "Thêm ít nhất một tác giả."),
        ("files", "Tải lên: Ảnh."),
    ]
    assert progress(rows) == (0, 6)
    assert {row.key: row.state for row in rows}["consents"] is TaskState.BLOCKED


def test_a_whole_dossier_lacks_nothing() -> None:
    """With everybody grown up no consent is asked for, and every required task is done."""
    rows = tasks(WorkingCopy(whole()), RULES, today=TODAY)
    assert missing(rows) == []
    assert progress(rows) == (6, 6)
    assert {row.key: row.state for row in rows}["texts/more"] is TaskState.TODO
    later = tasks(WorkingCopy(whole(), unfinished=frozenset(["novelty"])), RULES, today=TODAY)
    assert {row.key: row.state for row in later}["texts/novelty"] is TaskState.DOING
    assert missing(later) == []


def test_frozen_content_is_plain_and_its_digest_is_canonical() -> None:
    """The same facts give the same digest whatever the order of keys; another letter gives another."""
    content = freeze(whole())
    assert content["made"] == "03/2025"
    assert content["authors"][0]["birth_date"] == "2008-01-01"
    assert content["entrant"]["kind"] == "person"
    assert author_names(content) == "Má Thị Sống, Lý Đức"
    assert "xa dong van" in search_text(content, "7KQ4-M2XR")
    assert [s["text"] for s in section_for(content, "novelty")] == ["tự đổ nước"]
    turned = dict(reversed(list(content.items())))
    assert content_hash(turned) == content_hash(content)
    assert content_hash({**content, "title": "Xe chở nướC"}) != content_hash(content)


def test_the_desk_is_warned_and_decides() -> None:
    """A birth date outside the window, an old solution, earlier awards and an insider are named."""
    content = freeze(whole())
    warned = [str(p) for p in eligibility_warnings(content, RULES)]
    assert warned == ["Má Thị Sống sinh ngày 01/01/2005, ngoài khoảng 31/07/2007 – 31/07/2020 của thể lệ."]
    content |= {"made": "01/2024", "prior_awards": "Giải Ba 2024"}
    assert len(eligibility_warnings(content, RULES, entrant_is_staff=True)) == 4

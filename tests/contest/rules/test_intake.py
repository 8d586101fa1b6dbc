"""The desk's decisions: verdicts, re-classing, numbers' series, blind codes, slips, what to do next."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from contest.rules.intake import (
    BLIND_ALPHABET,
    DeskFacts,
    Standing,
    is_number_of_field,
    may_have_slip,
    new_blind_code,
    next_steps,
    phase_now,
    problems_in_paper_dossier,
    problems_in_reclassing,
    problems_in_verdict,
    suggested_due,
    verdict_message,
)
from contest.rules.kinds import EntryState

NOW = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
S = EntryState


def _standing(
    state: EntryState = S.SUBMITTED, *, submitted: bool = True, field: bool = True, begun: bool = False
) -> Standing:
    return Standing(state=state, is_submitted=submitted, has_field=field, judging_begun=begun)


def _verdict(standing: Standing, verdict: EntryState, *, reason: str = "", due: datetime | None = None) -> list[str]:
    return [p.field for p in problems_in_verdict(standing, verdict, reason=reason, correction_due=due, now=NOW)]


@pytest.mark.parametrize("state", [S.SUBMITTED, S.CORRECTION])
def test_a_waiting_dossier_takes_any_verdict(state: EntryState) -> None:
    """Valid needs no word; a correction needs reason and a later end; a rejection needs its reason."""
    assert _verdict(_standing(state), S.VALID) == []
    assert _verdict(_standing(state), S.CORRECTION, reason="Thiếu ảnh", due=LATER) == []
    assert _verdict(_standing(state), S.CORRECTION) == ["reason", "correction_due"]
    assert _verdict(_standing(state), S.CORRECTION, reason="x", due=NOW) == ["correction_due"]
    assert _verdict(_standing(state), S.REJECTED, reason="Đã đoạt giải") == []
    assert _verdict(_standing(state), S.REJECTED) == ["reason"]
    assert _verdict(_standing(state), S.REJECTED, reason="x" * 2001) == ["reason"]


def test_a_verdict_is_taken_back_only_before_judging() -> None:
    """A valid dossier can go back, a rejected one be looked at again with a reason; judged ones stay."""
    assert _verdict(_standing(S.VALID), S.CORRECTION, reason="x", due=LATER) == []
    assert _verdict(_standing(S.VALID), S.REJECTED, reason="x") == []
    assert _verdict(_standing(S.VALID, begun=True), S.REJECTED, reason="x") == [""]
    assert _verdict(_standing(S.VALID), S.VALID) == ["verdict"]
    assert _verdict(_standing(S.REJECTED), S.VALID) == ["reason"]
    assert _verdict(_standing(S.REJECTED), S.VALID, reason="Xem lại theo đơn") == []


def test_what_the_desk_may_not_touch() -> None:
    """Drafts and withdrawn dossiers take no verdict, nor does any take one that is no verdict."""
    assert _verdict(_standing(S.DRAFT, submitted=False), S.VALID) == [""]
    assert _verdict(_standing(S.WITHDRAWN), S.VALID) == [""]
    assert _verdict(_standing(), S.DRAFT) == ["verdict"]
    assert _verdict(_standing(), S.WITHDRAWN) == ["verdict"]
    assert _verdict(_standing(field=False), S.VALID) == ["verdict"]


def test_reclassing_needs_another_field_and_a_reason() -> None:
    """The same field, a foreign one, no reason, or judging begun are refused."""

    def fields(standing: Standing, **facts: object) -> list[str]:
        values = {"same_field": False, "foreign_field": False, "reason": "vì", **facts}
        return [p.field for p in problems_in_reclassing(standing, **values)]  # type: ignore[arg-type]

    assert fields(_standing()) == []
    assert fields(_standing(S.VALID)) == []
    assert fields(_standing(), same_field=True, reason="") == ["field", "why"]
    assert fields(_standing(), foreign_field=True) == ["field"]
    assert fields(_standing(S.VALID, begun=True)) == [""]
    assert fields(_standing(S.WITHDRAWN)) == [""]


def test_a_number_knows_its_field() -> None:
    """A number belongs to a field whatever its running number; signs of a pattern are taken as they are."""
    pattern = "{contest}{edition:02d}-{field:02d}-{seq:03d}"
    facts = {"contest": "STKT", "edition_no": 6}
    assert is_number_of_field("STKT06-01-012", pattern, field_code="01", **facts)  # type: ignore[arg-type]
    assert is_number_of_field("STKT06-01-1012", pattern, field_code="1", **facts)  # type: ignore[arg-type]
    assert not is_number_of_field("STKT06-02-012", pattern, field_code="01", **facts)  # type: ignore[arg-type]
    assert not is_number_of_field("AxB-01-1", "A.B-{field}-{seq}", field_code="01", **facts)  # type: ignore[arg-type]


def test_blind_codes_have_no_look_alikes() -> None:
    """Five signs, none of which is mistaken for another or reads as a number with an exponent."""
    assert not set(BLIND_ALPHABET) & set("0O1IL2Z5S8BUVEA")
    signs = itertools.cycle("H4")
    assert new_blind_code(lambda _: next(signs)) == "H4H4H"
    assert len({new_blind_code() for _ in range(300)}) > 290


def test_a_slip_opens_only_what_nobody_has_opened() -> None:
    """No code for an account with a password, an office, or one that is closed."""
    free = {"has_password": False, "is_admin": False, "has_roles": False, "is_disabled": False}
    assert may_have_slip(**free)
    for name in free:
        assert not may_have_slip(**{**free, name: True})


def test_a_paper_dossier_needs_a_name_and_a_past_postmark() -> None:
    """Today's postmark is fine in Vietnamese time, tomorrow's is not."""
    assert problems_in_paper_dossier(name="Sùng Mí Cở", postmark=date(2026, 6, 15), now=NOW) == []
    problems = problems_in_paper_dossier(name="", postmark=date(2026, 6, 16), now=NOW)
    assert [p.field for p in problems] == ["full_name", "postmark"]


def test_what_needs_a_decision_comes_urgent_first() -> None:
    """Waiting longer than two days and overdue corrections are urgent; nothing to do gives nothing."""
    opens, closes = NOW - timedelta(days=30), NOW + timedelta(days=60)
    assert next_steps(DeskFacts(0, None, 0, 0, 0, 0, opens, closes), now=NOW) == []
    facts = DeskFacts(12, NOW - timedelta(hours=1), 2, 3, 1, 1, opens, NOW + timedelta(days=2))
    steps = next_steps(facts, now=NOW)
    assert [(str(step.problem), step.is_urgent, step.query) for step in steps] == [
        ("2 hồ sơ đã quá hạn bổ sung: kết luận, hoặc gia hạn.", True, "state=correction"),
        ("12 hồ sơ chờ kiểm tra, đều nộp hôm nay.", False, "state=submitted"),
        ("1 hồ sơ đã nộp chưa có lĩnh vực.", False, "field=none"),
        ("1 hồ sơ giấy đang nhập dở.", False, "state=draft&channel=paper"),
        ("Sắp hết hạn nộp: 10 giờ 00, thứ Tư ngày 17/06/2026.", False, ""),
    ]
    old = next_steps(DeskFacts(1, NOW - timedelta(days=3), 0, 0, 0, 0, opens, closes), now=NOW)
    assert [(str(s.problem), s.is_urgent) for s in old] == [
        ("1 hồ sơ chờ kiểm tra, hồ sơ lâu nhất đã chờ 3 ngày.", True)
    ]


def test_phases_and_the_suggested_end() -> None:
    """A phase holds its start and not its end; a correction is suggested until 17:00 in a week."""
    phases = [("nhận", NOW - timedelta(1), NOW), ("chấm", NOW, NOW + timedelta(1))]
    assert phase_now(phases, now=NOW) == "chấm"
    assert phase_now(phases, now=NOW + timedelta(2)) is None
    assert suggested_due(NOW) == datetime(2026, 6, 22, 10, 0, tzinfo=UTC)


def test_messages_say_what_to_do() -> None:
    """The owner reads the number, or the reason with its end, word for word."""
    subject, body = verdict_message(S.VALID, title="Máy", code="STKT06-01-001", reason="", due=None)
    assert subject == "Hồ sơ hợp lệ, mã số STKT06-01-001"
    assert "Mã số hồ sơ: STKT06-01-001." in body
    _, body = verdict_message(S.CORRECTION, title="Máy", code="", reason="Thiếu 100% ảnh", due=NOW)
    assert "Thiếu 100% ảnh" in body
    assert "10 giờ 00, thứ Hai ngày 15/06/2026" in body
    assert "Đã đoạt giải" in verdict_message(S.REJECTED, title="Máy", code="", reason="Đã đoạt giải", due=None)[1]

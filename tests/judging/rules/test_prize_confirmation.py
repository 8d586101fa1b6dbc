"""What the committee decides: ties, other prizes, votes, minutes."""

import pytest

from judging.rules.prize_confirmation import (
    minutes_text,
    problems_in_change,
    problems_in_tie_choice,
    problems_in_vote,
)


@pytest.mark.parametrize(
    ("chosen", "reason", "fields"),
    [
        ([1], "vì", []),
        ([1, 1], "vì", []),
        ([1, 2], "vì", ["entry_ids"]),
        ([9], "vì", ["entry_ids"]),
        ([], " ", ["entry_ids", "reason"]),
    ],
)
def test_a_choice_among_equals(chosen: list[int], reason: str, fields: list[str]) -> None:
    """Exactly the free number, all of the group, with a reason."""
    found = problems_in_tie_choice(chosen, tied=[1, 2, 3], places=1, reason=reason)
    assert [problem.field for problem in found] == fields


@pytest.mark.parametrize(
    ("votes", "fields"),
    [
        ((9, 0, 0), []),
        ((5, 4, 0), []),
        ((5, 5, 0), ["votes_for"]),
        ((5, 3, 2), ["votes_for"]),
        ((9, -1, 0), ["votes_for"]),
    ],
)
def test_a_vote(votes: tuple[int, int, int], fields: list[str]) -> None:
    """More than half of all votes are needed, and no count is negative."""
    found = problems_in_vote(present="9/11", votes_for=votes[0], votes_against=votes[1], votes_other=votes[2])
    assert [problem.field for problem in found] == fields


def test_another_prize() -> None:
    """It fits the field, a place is free, a reason is given; no quota means no limit."""
    facts = {"prize": "Giải Nhất", "reason": "vì", "fits": True}
    assert problems_in_change(given=0, room=1, **facts) == []  # type: ignore[arg-type]
    assert problems_in_change(given=5, room=None, **facts) == []  # type: ignore[arg-type]
    (full,) = problems_in_change(given=1, room=1, **facts)  # type: ignore[arg-type]
    assert str(full) == "“Giải Nhất” đã đủ 1 giải. Hãy bỏ giải của hồ sơ khác trước."
    found = problems_in_change(given=0, room=1, prize="Giải Nhất", reason="", fits=False)
    assert [problem.field for problem in found] == ["row_id", "reason"]


def test_minutes() -> None:
    """Present, votes, then the rest in its own lines."""
    assert minutes_text(present=" 9/11 ", votes=(9, 0, 1), notes="A\nB") == (
        "Có mặt: 9/11\nTán thành: 9; không tán thành: 0; ý kiến khác: 1\nA\nB"
    )

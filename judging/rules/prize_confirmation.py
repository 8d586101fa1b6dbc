"""What the committee decides about a proposal: a tie that a quota cuts, another prize for an entry, the vote."""

from collections.abc import Collection, Sequence

from contest.rules.problems import N_, Problem
from contest.rules.text import clean


def problems_in_tie_choice(
    chosen: Collection[int], *, tied: Collection[int], places: int, reason: str
) -> list[Problem]:
    """Check a decision on a tie: exactly the free number of entries, all of the tied group, with a reason."""
    found = []
    if len(set(chosen)) != places or not set(chosen) <= set(tied):
        message = N_("Hãy chọn đúng %(places)s hồ sơ trong nhóm bằng nhau.")
        found.append(Problem(message, "entry_ids", {"places": places}))
    if not clean(reason):
        message = N_("Hãy ghi lý do, ví dụ: Biên bản họp ngày 18/11/2026, ưu tiên hồ sơ vùng cao.")
        found.append(Problem(message, "reason"))
    return found


def problems_in_vote(*, present: str, votes_for: int, votes_against: int, votes_other: int) -> list[Problem]:
    """Check the minutes of a meeting that adopts a list: who was there, and more than half in favour."""
    found = []
    if not clean(present):
        message = N_("Ghi những người có mặt, ví dụ: 9/11 ủy viên, chủ trì Nguyễn Minh Khoa.")
        found.append(Problem(message, "present"))
    if min(votes_for, votes_against, votes_other) < 0:
        found.append(Problem(N_("Số phiếu không được âm."), "votes_for"))
    elif 2 * votes_for <= votes_for + votes_against + votes_other:
        message = N_("Danh sách chỉ được thông qua khi quá nửa số phiếu tán thành. Hãy lập danh sách khác.")
        found.append(Problem(message, "votes_for"))
    return found


def problems_in_change(*, given: int, room: int | None, prize: str, reason: str, fits: bool) -> list[Problem]:
    """Check another prize for an entry: it belongs to the entry's field, a place is free, and there is a reason."""
    found = []
    if not fits:
        found.append(Problem(N_("“%(prize)s” không dành cho lĩnh vực của hồ sơ này."), "row_id", {"prize": prize}))
    elif room is not None and given >= room:
        message = N_("“%(prize)s” đã đủ %(room)s giải. Hãy bỏ giải của hồ sơ khác trước.")
        found.append(Problem(message, "row_id", {"prize": prize, "room": room}))
    if not clean(reason):
        found.append(Problem(N_("Hãy ghi lý do ban tổ chức quyết định khác."), "reason"))
    return found


def minutes_text(*, present: str, votes: Sequence[int], notes: str) -> str:
    """Return the minutes as they are kept: present, votes (for, against, other), notes."""
    lines = [
        f"Có mặt: {clean(present)}",
        f"Tán thành: {votes[0]}; không tán thành: {votes[1]}; ý kiến khác: {votes[2]}",
    ]
    return "\n".join([*lines, *([notes] if notes else [])])

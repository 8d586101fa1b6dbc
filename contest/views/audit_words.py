"""The audit trail in words: actions, subjects, and what changed from what to what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Row

from contest.rules.audit import ACTIONS
from contest.rules.kinds import Channel
from contest.rules.problems import N_
from contest.rules.text import format_date, format_hundredths, format_money, local, parse_date
from contest.views.labels import LABELS

PRIVATE = ("entry.changed", "attachment.", "consent.")
"""What an owner does in the working copy: the trail says that it was done, not what it holds."""
KEYS = {
    "state": N_("Trạng thái"),
    "verdict": N_("Kết luận"),
    "field": N_("Lĩnh vực"),
    "dossier_code": N_("Mã số"),
    "correction_due": N_("Hạn bổ sung"),
    "reason": N_("Lý do"),
    "late_reason": N_("Lý do nhận muộn"),
    "channel": N_("Hình thức nộp"),
    "number": N_("Lần nộp"),
    "receipt": N_("Mã biên nhận"),
    "receipt_code": N_("Mã biên nhận"),
    "sha256": N_("Mã băm SHA-256"),
    "part": N_("Phần"),
    "role": N_("Quyền"),
    "purpose": N_("Dùng để"),
    "title": N_("Tên"),
    "name": N_("Tên"),
    "file_name": N_("Tên tệp"),
    "slot": N_("Mục tệp"),
    "size": N_("Dung lượng"),
    "scope": N_("Nội dung đồng ý"),
    "giver": N_("Người đồng ý"),
    "judge": N_("Giám khảo"),
    "judges": N_("Giám khảo"),
    "entry": N_("Hồ sơ"),
    "entries": N_("Hồ sơ"),
    "panel": N_("Tiểu ban"),
    "members": N_("Thành viên"),
    "fields": N_("Lĩnh vực"),
    "source": N_("Nguồn"),
    "kind": N_("Loại"),
    "seed": N_("Số ngẫu nhiên"),
    "count": N_("Số lượng"),
    "total": N_("Tổng"),
    "marks": N_("Điểm"),
    "revision": N_("Lần lưu"),
    "version": N_("Phiên bản"),
    "tier": N_("Hạng giải"),
    "prize": N_("Giải"),
    "amount": N_("Tiền thưởng"),
    "serial": N_("Số giấy"),
    "signer": N_("Người ký"),
    "signed_on": N_("Ngày ký"),
    "opens_at": N_("Mở nhận"),
    "closes_at": N_("Hạn nộp"),
    "added": N_("Thêm"),
    "removed": N_("Bỏ"),
    "capacity": N_("Nhận chấm nhiều nhất"),
    "expertise": N_("Chuyên môn"),
    "code": N_("Mã"),
    "chair": N_("Trưởng tiểu ban"),
    "pairs": N_("Lượt phân công"),
    "unfilled": N_("Hồ sơ chưa đủ giám khảo"),
    "kept": N_("Giữ"),
    "freed": N_("Gỡ phân công"),
    "why": N_("Lý do bỏ"),
    "hash": N_("Mã băm của danh sách"),
    "list": N_("Mã băm của danh sách"),
    "prizes": N_("Số giải"),
    "awards": N_("Số giải"),
    "spent": N_("Tổng tiền thưởng"),
    "first": N_("Từ số"),
    "last": N_("Đến số"),
    "replaced_by": N_("Giấy thay thế"),
    "names": N_("Cấp cho"),
    "merit": N_("Thành tích"),
    "decision": N_("Quyết định"),
    "minutes": N_("Biên bản"),
    "chosen": N_("Được chọn"),
    "tied": N_("Bằng điểm"),
    "skipped": N_("Để chấm sau"),
    "maximum": N_("Điểm tối đa"),
    "step": N_("Bước"),
    "quota": N_("Số giải tối đa"),
    "is_public": N_("Công khai"),
    "judges_per_entry": N_("Số giám khảo chấm một hồ sơ"),
    "quorum": N_("Số phiếu tối thiểu để có kết quả"),
    "blind": N_("Chấm ẩn danh"),
    "contact_phone": N_("Điện thoại"),
    "deadline_rule": N_("Cách tính hạn nộp"),
    "description": N_("Giới thiệu"),
    "phases": N_("Các giai đoạn"),
    "documents": N_("Văn bản"),
    "sections": N_("Các mục của bản mô tả"),
    "slots": N_("Các ngăn tệp"),
    "divisions": N_("Bảng, cấp học"),
    "before": N_("Trước"),
    "after": N_("Sau"),
}
_STATES = {
    "entry": "EntryState",
    "judge": "JudgeState",
    "sheet": "SheetState",
    "certificate": "CertificateState",
    "assignment": "AssignmentState",
    "attachment": "FileState",
}
_KINDS = {
    "verdict": "EntryState",
    "channel": "Channel",
    "role": "Role",
    "scope": "ConsentScope",
    "giver": "ConsentGiver",
    "source": "ConflictSource",
    "tier": "Tier",
    "deadline_rule": "DeadlineRule",
}
_PURPOSES = {"sign_in": N_("đăng nhập"), "reset": N_("đặt lại mật khẩu"), "contact": N_("đổi liên hệ")}
_LONGEST = 300


@dataclass(frozen=True)
class Change:
    """One line of what an event changed; ``before`` is None where there was nothing to compare."""

    label: str
    before: str | None
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.after if self.before is None else f'{self.before} → {self.after}'}"


@dataclass(frozen=True)
class EventWords:
    """An event as a person reads it."""

    at: datetime
    who: str
    action: str
    subject: str
    address: str
    changes: tuple[Change, ...]


def event_words(event: Row[Any], edition_code: str) -> EventWords:
    """Return an event in words; a dossier that was never submitted stays nameless."""
    of_dossier = event.action.startswith(("entry.", "attachment.", "consent."))
    subject, address = event.subject_label, ""
    if event.public_id and event.is_open:
        subject = " · ".join(filter(None, (event.dossier_code, event.about))) or gettext("Hồ sơ giấy đang nhập")
        address = f"/organise/{edition_code}/entries/{event.public_id}"
    elif of_dossier:
        subject = gettext("Hồ sơ của người dự thi")
    closed = of_dossier and event.channel is not Channel.PAPER
    if closed and (not event.is_open or event.action.startswith(PRIVATE)):
        changes: tuple[Change, ...] = ()
    else:
        changes = tuple(describe(event.action, event.details))
    return EventWords(
        event.at, event.actor_name or gettext("Hệ thống"), action_words(event.action), subject, address, changes
    )


def action_words(action: str) -> str:
    """Return the name of an action in the language of the page."""
    return gettext(ACTIONS[action]) if action in ACTIONS else action


def describe(action: str, details: Mapping[str, Any]) -> list[Change]:
    """Return what an event changed, line by line, in words."""
    rest = {key: value for key, value in details.items() if key not in ("before", "after")}
    before, after = details.get("before"), details.get("after")
    changes = []
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        old, new = before or {}, after or {}
        first = all(value in (None, "") for value in old.values())
        for key in [*old, *(key for key in new if key not in old)]:
            was, now_is = _value(action, key, old.get(key)), _value(action, key, new.get(key))
            if was != now_is:
                changes.append(Change(_key(key), None if first else was, now_is))
    elif before is not None or after is not None:
        changes.append(Change(gettext("Thay đổi"), _value(action, "", before), _value(action, "", after)))
    changes += [
        Change(_key(key), None, _value(action, key, value))
        for key, value in rest.items()
        if value not in ("", None, [], {})
    ]
    return changes


def _key(key: str) -> str:
    """Return the name of a detail; one without a name keeps its own word."""
    return gettext(KEYS[key]) if key in KEYS else key.replace("_", " ")


def _value(action: str, key: str, value: Any) -> str:
    """Return the value of a detail in words: stored words, dates, lists, what is empty as a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return gettext("có") if value else gettext("không")
    if isinstance(value, Mapping):
        return _cut("; ".join(f"{_key(str(name))}: {_value(action, str(name), item)}" for name, item in value.items()))
    if isinstance(value, list):
        return _cut(", ".join(_value(action, key, item) for item in value))
    if action.startswith("sheet.") and key != "revision" and isinstance(value, int):
        return format_hundredths(value)
    if key in ("spent", "amount") and isinstance(value, int):
        return format_money(value)
    text = str(value)
    kind = _STATES.get(action.partition(".")[0], "") if key == "state" else _KINDS.get(key, "")
    if text in LABELS.get(kind, {}):
        return gettext(LABELS[kind][text])
    if key == "purpose" and text in _PURPOSES:
        return gettext(_PURPOSES[text])
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*", text):
        moment = datetime.fromisoformat(text)
        return f"{local(moment):%H:%M} {format_date(moment)}"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return format_date(parse_date(text))
    if re.fullmatch(r"[0-9a-f]{64}", text):
        return f"{text[:12]}…"
    return _cut(text)


def _cut(text: str) -> str:
    """Return a text that fits into a line of the trail."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

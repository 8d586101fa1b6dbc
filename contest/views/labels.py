"""The words for stored values, in the language of the page."""

from enum import StrEnum

from flask_babel import gettext

from contest.rules.problems import N_

LABELS: dict[str, dict[str, str]] = {
    "Role": {"secretary": N_("Thư ký"), "organiser": N_("Ban Tổ chức"), "judge": N_("Giám khảo")},
    "ContestType": {
        "stkt": N_("Hội thi Sáng tạo kỹ thuật"),
        "youth": N_("Cuộc thi Sáng tạo Thanh thiếu niên, nhi đồng"),
    },
    "EntryState": {
        "draft": N_("Đang soạn"),
        "submitted": N_("Đã nộp"),
        "correction": N_("Cần bổ sung"),
        "valid": N_("Hợp lệ"),
        "rejected": N_("Không hợp lệ"),
        "withdrawn": N_("Đã rút"),
    },
    "TaskState": {
        "done": N_("Đã xong"),
        "doing": N_("Đang làm"),
        "todo": N_("Chưa xong"),
        "blocked": N_("Chưa thể bắt đầu"),
    },
    "Channel": {"online": N_("Nộp trực tuyến"), "paper": N_("Hồ sơ giấy")},
    "EntrantKind": {"person": N_("Cá nhân hoặc nhóm"), "organisation": N_("Tổ chức, đơn vị")},
    "FileState": {
        "received": N_("Đã nhận, đang kiểm tra"),
        "ready": N_("Đã kiểm tra"),
        "refused": N_("Không nhận được"),
    },
    "DeadlineRule": {"received_at": N_("theo lúc nhận"), "postmark_date": N_("theo dấu bưu điện")},
    "DocumentKind": {
        "rules": N_("Thể lệ"),
        "scoring_regulation": N_("Quy chế chấm điểm"),
        "jury_decision": N_("Quyết định thành lập Ban Giám khảo"),
    },
    "ConsentScope": {
        "take_part": N_("Tham gia và xử lý dữ liệu cho cuộc thi"),
        "publish_name": N_("Công bố họ tên, trường và giải thưởng"),
        "publish_photo": N_("Công bố ảnh"),
        "forward": N_("Gửi hồ sơ dự thi toàn quốc"),
    },
    "ConsentGiver": {"author": N_("Tác giả"), "guardian": N_("Cha mẹ hoặc người giám hộ")},
    "RecipientKind": {"entry": N_("Giải pháp dự thi"), "person": N_("Cá nhân"), "collective": N_("Tập thể")},
    "Tier": {
        "special": N_("Giải Đặc biệt"),
        "first": N_("Giải Nhất"),
        "second": N_("Giải Nhì"),
        "third": N_("Giải Ba"),
        "consolation": N_("Giải Khuyến khích"),
        "thematic": N_("Giải chuyên đề"),
        "movement": N_("Giải phong trào"),
        "honour": N_("Khen thưởng"),
    },
    "CertificateState": {"valid": N_("Hợp lệ"), "replaced": N_("Đã thay thế"), "revoked": N_("Đã thu hồi")},
    "JudgeState": {"invited": N_("Đã mời"), "accepted": N_("Đã nhận lời"), "declined": N_("Từ chối")},
    "PanelRole": {"chair": N_("Trưởng tiểu ban"), "secretary": N_("Thư ký"), "member": N_("Thành viên")},
    "ConflictSource": {
        "declared": N_("Giám khảo tự khai"),
        "organiser": N_("Ban Tổ chức ghi"),
        "detected": N_("Hệ thống phát hiện"),
    },
    "AssignmentState": {"active": N_("Đang chấm"), "recused": N_("Đã từ chối"), "removed": N_("Đã gỡ")},
    "SheetState": {"draft": N_("Đang chấm"), "submitted": N_("Đã nộp"), "locked": N_("Đã khóa")},
    "AccountKind": {
        "adult": N_("Người lớn"),
        "teacher": N_("Giáo viên"),
        "pupil": N_("Học sinh"),
        "staff": N_("Cán bộ"),
    },
    "UnitKind": {
        "province": N_("Tỉnh"),
        "commune": N_("Xã, phường"),
        "school": N_("Trường"),
        "agency": N_("Cơ quan"),
        "enterprise": N_("Doanh nghiệp, hợp tác xã"),
        "union": N_("Hội, liên hiệp"),
    },
}


def label(value: StrEnum) -> str:
    """Return the words for a stored value."""
    return gettext(LABELS[type(value).__name__][value.value])

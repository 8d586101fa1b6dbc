"""Keep together what a line end must not part: names of places, numbered things, common compounds."""

import re

NBSP = "\u00a0"

# Places, then two-syllable words that break badly in a title. Words, not rules: a wrong guess only moves a line end.
_BEFORE_NAME = "tỉnh|thành phố|huyện|quận|xã|phường|thị trấn|thị xã|thôn|bản|ông|bà|em|cao nguyên đá"
_BEFORE_NUMBER = "lần thứ|ngày|tháng|năm|số|lớp|khối|khóa|khoá|tổ|mức|cấp|hạng|thế hệ"
_COMPOUNDS = (
    "bản đồ số|cây cam sành|cảnh báo sớm|không người lái|robot tự hành|tam giác mạch|thanh thiếu niên|an toàn|"
    "biến đổi|bảo vệ|bền vững|cam sành|chuyển đổi|cháy rừng|chăn nuôi|chất lượng|chế biến|chế tạo|chữa cháy|"
    "cung cấp|cuộc thi|cây trồng|công cụ|công nghiệp|công nghệ|công tác|cảm biến|cảnh báo|di sản|di động|"
    "dinh dưỡng|du lịch|dân tộc|dạy học|dịch vụ|gia đình|giao thông|giám sát|giáo dục|giải pháp|giảng dạy|"
    "hiệu quả|hoạt động|hệ thống|học sinh|hướng dẫn|học tập|hỗ trợ|hội thi|khoa học|khí hậu|kinh tế|kết hợp|"
    "kỹ thuật|lao động|lâm nghiệp|máy bay|mô hình|mô phỏng|môi trường|mạch điện|mặt trời|nghiên cứu|ngôn ngữ|"
    "người dân|nhi đồng|nhà trường|nhân tạo|nhận diện|nâng cao|nông nghiệp|nông sản|nông thôn|năng lượng|"
    "phong trào|phát hiện|phát triển|phân loại|phòng cháy|phòng chống|phương pháp|phần mềm|quy trình|quản lý|"
    "rác thải|sinh học|sáng tạo|sản phẩm|sản xuất|số hóa|sử dụng|tham gia|thi đua|thiên tai|thiết bị|thiết kế|"
    "thiếu niên|thanh niên|thành tích|thông minh|thông tin|thủ công|thủy lợi|tiết kiệm|truyền thống|trí tuệ|"
    "trồng trọt|trực tuyến|tuyên truyền|tái chế|tổ chức|tự chế|tự động|vùng cao|văn hóa|vườn ươm|vận hành|"
    "vật liệu|xuất sắc|xây dựng|xử lý|y tế|ô nhiễm|ô tô|đa năng|đa tầng|điều khiển|điện tử|đồ chơi|đồ dùng|"
    "động cơ|ứng dụng"
)
_UPPER = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_NAME_WORD = rf"[{_UPPER}](?![{_UPPER}])[^\W\d_]+"
_PLACE = re.compile(rf"(?<!\w)(?:(?i:{_BEFORE_NAME}) )?{_NAME_WORD}(?: {_NAME_WORD}){{1,3}}(?!\w)")
_ONE_NAME = re.compile(rf"(?<!\w)(?i:{_BEFORE_NAME}) {_NAME_WORD}(?!\w)")
_NUMBERED = re.compile(rf"(?<!\w)(?:{_BEFORE_NUMBER}) (?:\d[\w./]*|[IVXLC]+)(?!\w)", re.IGNORECASE)
_COMPOUND = re.compile(rf"(?<!\w)(?:{_COMPOUNDS})(?!\w)", re.IGNORECASE)
_YEARS = re.compile(r"\(?\d{4} [–-] \d{4}\)?")


def bind(text: str) -> str:
    """Return text with non-breaking spaces inside proper names, numbered things and common compounds."""
    for pattern in (_NUMBERED, _PLACE, _ONE_NAME, _COMPOUND, _YEARS):
        text = pattern.sub(lambda match: match.group().replace(" ", NBSP), text)
    return text

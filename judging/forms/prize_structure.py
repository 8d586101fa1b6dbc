"""The form of the prize structure."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from contest.forms.base import Amount, AtMost, Hundredths, Line, WholeNumber
from contest.forms.editions import number_of
from contest.forms.rows import Row, RowsForm, rows_of
from contest.rules.kinds import Tier
from judging.rules.rulebooks import PrizeLine

TIERS = [
    SelectChoice(Tier.SPECIAL.value, _l("Giải Đặc biệt")),
    SelectChoice(Tier.FIRST.value, _l("Giải Nhất")),
    SelectChoice(Tier.SECOND.value, _l("Giải Nhì")),
    SelectChoice(Tier.THIRD.value, _l("Giải Ba")),
    SelectChoice(Tier.CONSOLATION.value, _l("Giải Khuyến khích")),
    SelectChoice(Tier.THEMATIC.value, _l("Giải chuyên đề")),
    SelectChoice(Tier.MOVEMENT.value, _l("Giải phong trào")),
]
TIE_POLICIES = [
    SelectChoice("keys", _l("xét lần lượt các bước phân định")),
    SelectChoice("committee", _l("Ban Tổ chức quyết định")),
    SelectChoice("include_all", _l("trao cho cả nhóm bằng điểm")),
    SelectChoice("exclude_all", _l("cả nhóm xuống hạng sau")),
]


class PrizeRowForm(Row):
    """A row of the prize structure; the scope is ``contest``, ``field`` or ``field:CODE``."""

    scope = SelectField(_l("Phạm vi"), choices=[])
    tier = SelectField(_l("Hạng"), choices=TIERS)
    name = Line(_l("Tên giải"), [AtMost(120)])
    name_en = Line(_l("Tiếng Anh"), [AtMost(120)])
    quota = WholeNumber(_l("Số giải tối đa"))
    quota_percent = WholeNumber(_l("hoặc phần trăm số hồ sơ"))
    minimum = Hundredths(_l("Điểm tối thiểu"))
    amount = Amount(_l("Tiền thưởng (đồng)"))
    tie_policy = SelectField(_l("Khi bằng điểm ở chỗ hết giải"), choices=TIE_POLICIES)
    carry_down = BooleanField(_l("Giải không trao hết được cộng cho hạng sau"))


class PrizesForm(RowsForm):
    """The prize structure of an edition."""

    rows = rows_of(PrizeRowForm)

    def offer(self, scopes: list[tuple[str, str]]) -> "PrizesForm":
        """Set the scopes that may be chosen: value and words."""
        for entry in self.rows.entries:
            entry.form.scope.choices = [SelectChoice(*scope) for scope in scopes]
        return self

    def lines(self) -> list[PrizeLine]:
        """Return the rows that stay."""
        return [
            PrizeLine(
                scope=row.scope.data.partition(":")[0],
                field_code=row.scope.data.partition(":")[2],
                tier=Tier(row.tier.data),
                name=row.name.data,
                name_en=row.name_en.data,
                quota=row.quota.data,
                quota_percent=row.quota_percent.data,
                minimum=row.minimum.data,
                tie_policy=row.tie_policy.data,
                carry_down=row.carry_down.data,
                amount=row.amount.data or 0,
                id=number_of(row),
            )
            for row in self.kept_rows()
        ]

"""Forms of awards: the decision, honours outside the prizes, taking an award back."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from contest.forms.base import Amount, AtMost, Form, Line, Lines, Needed, VietnameseDate
from contest.rules.kinds import RecipientKind, Tier


class DecisionForm(Form):
    """Number, date and signature of an award decision, and what it gives."""

    gives = RadioField(
        _l("Quyết định này ghi"),
        choices=[
            SelectChoice("prizes", _l("Giải thưởng theo danh sách Ban Tổ chức đã thông qua")),
            SelectChoice("honours", _l("Chỉ khen thưởng cá nhân, tập thể; sẽ nhập ở trang Khen thưởng")),
        ],
        default="prizes",
        validators=[Needed()],
    )
    number = Line(_l("Số quyết định"), [Needed(_l("Nhập số quyết định, ví dụ 125/QĐ-BTCHT.")), AtMost(60)])
    signed_on = VietnameseDate(_l("Ngày ký"), [Needed(_l("Nhập ngày ký quyết định, ví dụ 18/11/2026."))])
    title = Line(_l("Trích yếu"), [AtMost(300)])
    issuer = Line(
        _l("Cơ quan ban hành"), [Needed(_l("Nhập cơ quan ban hành, ví dụ Ban Tổ chức Hội thi.")), AtMost(200)]
    )
    place = Line(_l("Nơi ký"), [Needed(_l("Nhập nơi ký, ví dụ Tuyên Quang.")), AtMost(60)])
    capacity = Line(_l("Thẩm quyền ký"), [AtMost(80)])
    signer_position = Line(_l("Chức vụ người ký"), [Needed(_l("Nhập chức vụ người ký, ví dụ TRƯỞNG BAN.")), AtMost(80)])
    signer = Line(_l("Người ký"), [Needed(_l("Nhập họ và tên người ký, ví dụ Nguyễn Thị Hồng Phượng.")), AtMost(120)])
    proposal_hash = HiddenField()


class HonourForm(Form):
    """A person or a collective that is honoured outside the prizes."""

    decision_id = SelectField(_l("Theo quyết định"), coerce=int, validators=[Needed()])
    recipient_kind = RadioField(
        _l("Khen cho"),
        choices=[
            SelectChoice(RecipientKind.PERSON.value, _l("Cá nhân")),
            SelectChoice(RecipientKind.COLLECTIVE.value, _l("Tập thể")),
        ],
        default=RecipientKind.PERSON.value,
    )
    recipient = Line(
        _l("Họ và tên, hoặc tên tập thể"), [Needed(_l("Nhập tên người hoặc tập thể được khen.")), AtMost(200)]
    )
    salutation = SelectField(
        _l("Xưng hô"),
        choices=[
            SelectChoice("", _l("Ông/Bà")),
            SelectChoice("ong", _l("Ông")),
            SelectChoice("ba", _l("Bà")),
            SelectChoice("em", _l("Em")),
        ],
    )
    unit_name = Line(_l("Đơn vị"), [AtMost(200)])
    merit = Lines(
        _l("Thành tích"),
        [Needed(_l("Nhập thành tích, ví dụ: Đã có thành tích xuất sắc trong công tác tổ chức Hội thi.")), AtMost(400)],
    )
    tier = SelectField(
        _l("Loại"),
        choices=[
            SelectChoice(Tier.HONOUR.value, _l("Khen thưởng (mẫu Giấy khen)")),
            SelectChoice(Tier.MOVEMENT.value, _l("Giải phong trào (mẫu Giấy chứng nhận)")),
            SelectChoice(Tier.THEMATIC.value, _l("Giải chuyên đề (mẫu Giấy chứng nhận)")),
        ],
        default=Tier.HONOUR.value,
    )
    name = Line(
        _l("Hình thức, in trên giấy"),
        [Needed(_l("Nhập hình thức khen, ví dụ Giấy khen.")), AtMost(60)],
        default="Giấy khen",
    )
    amount = Amount(_l("Tiền thưởng (đồng)"))

    def offer(self, decisions: Iterable[tuple[int, str]]) -> None:
        """Give the decisions to choose from, each with its number."""
        self.decision_id.choices = [SelectChoice(key, number) for key, number in decisions]


class ReasonForm(Form):
    """Why something is taken back."""

    reason = Line(_l("Lý do"), [Needed(_l("Hãy ghi lý do.")), AtMost(300)])

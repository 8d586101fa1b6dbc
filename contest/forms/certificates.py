"""Forms of certificates: print, correct, check."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice

from contest.forms.base import AtMost, Form, Line, Lines, Needed


class PrintForm(Form):
    """Which certificates of the filtered list are printed, and why again."""

    which = RadioField(
        _l("In những giấy nào"),
        choices=[
            SelectChoice("new", _l("Những giấy chưa in")),
            SelectChoice("all", _l("Tất cả, kể cả giấy đã in (phải ghi lý do)")),
        ],
        default="new",
    )
    reason = Line(_l("Lý do in lại"), [AtMost(300)])
    q = HiddenField()
    tier = HiddenField()
    only = HiddenField()


class CorrectionForm(Form):
    """The corrected words of a certificate that is issued again."""

    names = Lines(_l("Họ và tên, mỗi dòng một người"), [Needed(_l("Nhập họ và tên như sẽ in."))])
    unit = Line(_l("Đơn vị"), [AtMost(300)])
    work = Line(_l("Tên giải pháp hoặc thành tích"), [Needed(_l("Nhập tên giải pháp hoặc thành tích.")), AtMost(500)])
    reason = Line(_l("Lý do cấp lại"), [Needed(_l("Hãy ghi lý do, ví dụ: in sai dấu trong họ tên.")), AtMost(300)])


class CheckForm(Form):
    """The code of a certificate, typed in any form."""

    code = Line(
        _l("Mã xác thực"), [Needed(_l("Nhập mã gồm 16 ký tự in dưới mã QR, ví dụ K7QD-3MXW-9RTA-0001.")), AtMost(60)]
    )

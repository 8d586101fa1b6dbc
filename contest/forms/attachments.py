"""Forms of attachments: files for one slot."""

from flask_babel import lazy_gettext as _l
from wtforms import MultipleFileField
from wtforms.widgets import FileInput

from contest.forms.base import Form


class UploadForm(Form):
    """One file or several for a slot; what is wrong with them is said by ``contest/rules/uploads.py``."""

    files = MultipleFileField(_l("Chọn tệp"), widget=FileInput())
    """The template says ``multiple`` where the slot takes more than one."""

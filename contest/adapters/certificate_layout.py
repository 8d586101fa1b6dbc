"""Compose one page of a certificate from its words: heading, flowing middle, signature, numbers and QR code."""

from collections.abc import Callable

from contest.adapters.certificate_art import GOLD_RULE_Y
from contest.adapters.certificate_pdfa import Segment
from contest.adapters.certificate_pen import rgb
from contest.adapters.certificate_qr import certificate_qr
from contest.adapters.certificate_templates import TEMPLATES, TemplateInfo
from contest.adapters.certificate_text import MM, Fit, Ink, Part, Placed, Style, fit, printable, width, wrap
from contest.rules.certificates import CertificateWords, group_code
from contest.rules.problems import N_, Problem, RuleError

_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_KIND_FLOOR, _SIGN_FLOOR, _VALUE_FLOOR = 26.0, 8.5, 6.0  # points
_FLOW_END = 142.8  # mm from the top
_QR_SIZE, _QR_X, _QR_BOTTOM = 22.0, 31.0, 184.0
_VALUE_WIDTH = 104.0  # mm beside the QR code, up to the signature
_SIGN_RIGHT, _SIGN_WIDTH = 76.0, 106.0  # its middle from the right edge, and its width

_LEAD = Style("serif-italic", 13.5, 11.5, 0.35, 1.08, 1.2)
_LONG_NAME = 34  # letters; beyond it a single name (mostly a school) is set like two
_NAMES = (
    (1, Style("display", 31, 18, 0.8, 1.22, 1.8)),
    (2, Style("display", 25, 13, 0.9, 1.32, 2.0)),
    (4, Style("display", 21, 10.5, 0.95, 1.34, 2.0)),
    (7, Style("display", 19, 10.5, 0.95, 1.34, 2.0)),
    (999, Style("display", 17, 10.5, 0.95, 1.36, 2.0)),
)
_UNIT = Style("serif", 13.5, 10.5, 0.45, 1.16, 2.7)
_AWARD = Style("display-extra", 25, 17, 0.5, 1.16, 1.7, "main", 1.2)
_FIELD = Style("serif-italic", 12, 10.5, 0.4, 1.1, 1.6, "grey")
_WORK = Style("serif-bold-italic", 15, 11, 0.6, 1.18, 1.9, width=208)
_MERIT = Style("serif-bold", 15.5, 11.5, 0.6, 1.26, 2.2, width=208)
_CONTEST = Style("serif", 13, 11, 0.4, 1.1, 0)


def flow_parts(words: CertificateWords) -> list[Part]:
    """Return the parts of the middle block in reading order, empty ones left out."""
    names = tuple(printable(name) for name in words.names)
    count = max(len(names), 1 + (len("".join(names)) > _LONG_NAME))
    name_style = next(style for most, style in _NAMES if count <= most)
    award = Part(_AWARD, (printable(words.award),), 2, rods=True)
    work = Part(_MERIT, (printable(words.work),), 4) if words.work_is_merit else Part(_WORK, (_quoted(words.work),), 3)
    field = f"Lĩnh vực: {printable(words.field)}" if words.field else ""
    parts = [
        Part(_LEAD, (printable(words.lead),), 1),
        Part(name_style, names, 6),
        Part(_UNIT, (printable(words.unit),), 2),
        *((work, award) if words.work_is_merit else (award, Part(_FIELD, (field,), 2), work)),
        Part(_CONTEST, (printable(words.contest),), 2),
    ]
    return [part for part in parts if any(part.units)]


def _quoted(title: str) -> str:
    return f"“{printable(title)}”" if title else ""


def fit_flow(words: CertificateWords) -> Fit | None:
    """Return the fitted middle block, or None if it does not fit at the floor sizes."""
    return fit(flow_parts(words), _room(TEMPLATES[words.template]) * MM)


def _room(template: TemplateInfo) -> float:
    return _FLOW_END - _flow_start(template)


def _flow_start(template: TemplateInfo) -> float:
    return GOLD_RULE_Y[bool(template.verb_above)] + 2.4


class Composer:
    """Turn words into the segments of a page; remembers what certificates of one file share."""

    def __init__(self, ink: Ink, *, verify_url: str, draft: bool) -> None:
        self._ink = ink
        self._verify_url = verify_url
        self._draft = draft
        self._known: dict[tuple[str, ...], list[Segment]] = {}
        self._colour: dict[str, str] = {}
        self._template = next(iter(TEMPLATES.values()))

    def page(self, words: CertificateWords) -> list[Segment]:
        """Return the segments of one certificate in reading order; raise RuleError if its words do not fit."""
        template = self._template = TEMPLATES[words.template]
        self._colour = {name: f"{rgb(getattr(template.palette, name))} rg" for name in ("main", "ink", "grey", "draft")}
        number = list(TEMPLATES).index(template.name)
        segments = [Segment("Artifact", f"q /Bg{number} Do Q")]
        if self._draft:
            segments.append(self._watermark())
        segments += self._shared(self._heading, words, "template", "issuer", "kind")
        segments += self._flow(words)
        segments += self._shared(self._signature, words, "template", "place_date", "capacity", "position", "signer")
        return segments + self._numbers(words)

    def _shared(
        self, make: Callable[[CertificateWords], list[Segment]], words: CertificateWords, *names: str
    ) -> list[Segment]:
        """Return what make returns for these fields of the words, made once."""
        key = tuple(getattr(words, name) for name in names)
        if key not in self._known:
            self._known[key] = make(words)
        return self._known[key]

    def _y(self, from_top: float) -> float:
        return (self._template.page_size[1] - from_top) * MM

    @property
    def _middle(self) -> float:
        return self._template.page_size[0] / 2 * MM

    def _centred(
        self, tag: str, style: str, text: str, size: float, y: float, colour: str = "ink", tracking: float = 0
    ) -> Segment:
        code = self._ink.centred(style, text, size, self._middle, self._y(y), tracking)
        return Segment(tag, f"{self._colour[colour]} {code}")

    def _watermark(self) -> Segment:
        """Return the draft mark: large, slanting, under the text, in a tint that a copier keeps."""
        code = self._ink.centred("display-extra", "BẢN NHÁP", 118, 0, -38, 6)
        wide, high = (side / 2 * MM for side in self._template.page_size)
        turned = f"q .8746 .4848 -.4848 .8746 {wide:.2f} {high - 20:.2f} cm"
        return Segment("Artifact", f"{turned} {self._colour['draft']} {code} Q")

    def _heading(self, words: CertificateWords) -> list[Segment]:
        motto = width("serif-bold", _MOTTO, 13.5)
        line = f"{rgb(self._template.palette.ink)} RG .7 w {self._middle - motto / 2:.2f} {self._y(42.1):.2f} m"
        line += f" {self._middle + motto / 2:.2f} {self._y(42.1):.2f} l S"
        segments = [
            self._centred("P", "serif-bold", _NATION, 12.5, 34.8, tracking=0.35),
            self._centred("P", "serif-bold", _MOTTO, 13.5, 40.4),
            Segment("Artifact", line),
        ]
        verb = self._template.verb_above
        segments += self._issuer(printable(words.issuer), 48.6 if verb else 49.3)
        if verb:
            segments.append(self._centred("P", "serif-bold", verb, 14, 56.0, tracking=0.6))
        kind, size, tracking = printable(words.kind), 42.0 if verb else 45.0, 2.2
        size = min(size, size * 214 * MM / width("display-extra", kind, size, tracking))
        if size < _KIND_FLOOR:
            raise RuleError([does_not_fit("kind", kind)])
        segments.append(self._centred("H1", "display-extra", kind, size, 74.2 if verb else 70.2, "main", tracking))
        return segments

    def _issuer(self, text: str, y: float) -> list[Segment]:
        """Return the issuer on one line, smaller if need be, else on two."""
        for size in (14, 13.4, 12.8, 12.2):
            if width("serif-bold", text, size) <= 222 * MM:
                return [self._centred("P", "serif-bold", text, size, y, "main")]
        lines = wrap(text.split(" "), lambda part: width("serif-bold", part, 11.5), 222 * MM, " ")
        if lines is None or len(lines) > 2:
            raise RuleError([does_not_fit("issuer", text)])
        return [
            self._centred("P", "serif-bold", line, 11.5, y - 2.6 + 4.7 * number, "main")
            for number, line in enumerate(lines)
        ]

    def _flow(self, words: CertificateWords) -> list[Segment]:
        fitted = fit_flow(words)
        if fitted is None:
            raise RuleError([does_not_fit("names", ", ".join(words.names))])
        spare = _room(self._template) * MM - fitted.height
        gap = min(2.4 * MM, spare * 0.7 / max(1, len(fitted.parts) - 1))
        top = _flow_start(self._template) * MM + (spare - gap * (len(fitted.parts) - 1)) / 2
        segments: list[Segment] = []
        for number, placed in enumerate(fitted.parts):
            segments += self._part(placed, top + number * gap)
        return segments

    def _part(self, placed: Placed, top: float) -> list[Segment]:
        """Return one part as a single paragraph; the gold rods beside an award are decoration."""
        style, high = placed.part.style, self._template.page_size[1] * MM
        code = [self._colour[style.colour]]
        for line, below in placed.lines:
            code.append(
                self._ink.centred(style.face, line, placed.size, self._middle, high - top - below, style.tracking)
            )
        segments = [Segment(style.tag, "\n".join(code))]
        if placed.part.rods and len(placed.lines) == 1:
            line, below = placed.lines[0]
            half = width(style.face, line, placed.size, style.tracking) / 2
            segments.append(self._rods(half, high - top - below + placed.size * 0.35))
        return segments

    def _rods(self, half: float, y: float) -> Segment:
        """Return the gold rods beside the award, shorter where a long award leaves little room."""
        gold = rgb(self._template.palette.gold)
        start = half + 5 * MM
        end = min(start + 24 * MM, 108 * MM)
        if end - start < 6 * MM:
            return Segment("Artifact", "")
        lozenge, dot = 1.3 * MM, 0.7 * MM
        code = [f"q {gold} RG {gold} rg .8 w"]
        for side in (1, -1):
            a, b = self._middle + side * start, self._middle + side * end
            code.append(f"{a:.2f} {y:.2f} m {b:.2f} {y:.2f} l S")
            code.append(f"{a - lozenge:.2f} {y:.2f} m {a:.2f} {y + lozenge:.2f} l {a + lozenge:.2f} {y:.2f} l")
            code.append(f"{a:.2f} {y - lozenge:.2f} l h f")
            code.append(f"q 1 J {dot * 2:.2f} w {b:.2f} {y:.2f} m {b:.2f} {y:.2f} l S Q")
        return Segment("Artifact", " ".join([*code, "Q"]))

    def _signature(self, words: CertificateWords) -> list[Segment]:
        """Return date, office and signer; between position and name 22 mm stay free for signature and seal."""
        x = (self._template.page_size[0] - _SIGN_RIGHT) * MM
        lines = (
            ("place_date", "serif-italic", 13, 149.2),
            ("capacity", "serif-bold", 12.5, 154.8),
            ("position", "serif-bold", 12.5, 159.6),
            ("signer", "serif-bold", 13.5, 187.5),
        )
        segments = []
        for name, style, size, y in lines:
            text = printable(getattr(words, name))
            if not text:
                continue
            wide = width(style, text, size)
            size = min(size, size * _SIGN_WIDTH * MM / wide)
            if size < _SIGN_FLOOR:
                raise RuleError([does_not_fit(name, text)])
            y -= 2.5 if name == "position" and not words.capacity else 0
            segments.append(
                Segment("P", f"{self._colour['ink']} {self._ink.centred(style, text, size, x, self._y(y))}")
            )
        return segments

    def _numbers(self, words: CertificateWords) -> list[Segment]:
        """Return the QR code with decision, register number and code beside it; no code, no QR."""
        left = _QR_X + (_QR_SIZE + 7.2 if words.code else 0)
        rows = [
            ("Số quyết định", printable(words.decision)),
            ("Số vào sổ", printable(words.register_no)),
            ("Mã tra cứu", group_code(words.code)),
        ]
        rows = [(label, value) for label, value in rows if value]
        y = 163.4 + 7.6 * (3 - len(rows))
        segments = []
        for label, value in rows:
            wide = width("sans-semi", value, 8.6)
            size = min(8.6, 8.6 * _VALUE_WIDTH * MM / wide)
            if size < _VALUE_FLOOR:
                raise RuleError([does_not_fit("decision", value)])
            code = f"{self._colour['grey']} {self._ink.line('sans', label, 6.8, left * MM, self._y(y))}\n"
            code += f"{self._colour['ink']} {self._ink.line('sans-semi', value, size, left * MM, self._y(y + 3.7))}"
            segments.append(Segment("P", code))
            y += 7.6
        if words.code:
            segments.append(self._qr(words.code))
            hint = f"Quét mã QR hoặc nhập mã tra cứu tại {self._address()}"
            size = min(6.4, 6.4 * _VALUE_WIDTH * MM / width("sans", hint, 6.4))
            code = self._ink.line("sans", hint, size, left * MM, self._y(186.6))
            segments.append(Segment("P", f"{self._colour['grey']} {code}"))
        return segments

    def _address(self) -> str:
        """Return the address that a person types: no scheme, no closing slash."""
        return self._verify_url.split("://", 1)[-1].rstrip("/")

    def _qr(self, code: str) -> Segment:
        """Return the QR code as one image mask on an ivory field with a thin gold frame."""
        text, side, rows = certificate_qr(self._verify_url, code)
        palette = self._template.palette
        size, x, y = _QR_SIZE * MM, _QR_X * MM, self._y(_QR_BOTTOM)
        quiet = size / side * 4
        edge = f"{x - quiet:.2f} {y - quiet:.2f} {size + 2 * quiet:.2f} {size + 2 * quiet:.2f}"
        drawing = (
            f"q {rgb('FFFEFA')} rg {rgb(palette.gold)} RG .6 w {edge} re B {rgb(palette.module)} rg "
            f"{size:.3f} 0 0 {size:.3f} {x:.3f} {y:.3f} cm\n"
            f"BI /W {side} /H {side} /IM true /BPC 1 /D [1 0] /F /AHx ID {rows.hex()}> EI Q"
        )
        box = (x - quiet, y - quiet, x + size + quiet, y + size + quiet)
        return Segment("Figure", drawing, f"Mã QR xác thực: {text}", box)


def does_not_fit(field: str, text: str) -> Problem:
    """Return the problem of a text that is too long even at the smallest readable size."""
    return Problem(
        N_("“%(text)s” does not fit the certificate at the smallest readable size. Shorten it or print copies."),
        field,
        {"text": text if len(text) <= 120 else text[:119] + "…"},
    )

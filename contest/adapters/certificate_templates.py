"""List the certificate templates: names, page sizes and palettes."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Hold the colours of a template as six hexadecimal digits; ``main`` is the colour of the headline."""

    main: str
    deep: str
    paper: tuple[str, str]
    tint: str
    band: tuple[str, ...]
    key: str
    emblem: tuple[str, str]
    ink: str = "1D2433"
    grey: str = "5B5344"
    gold: str = "B4872D"
    dark_gold: str = "8A6318"
    light_gold: str = "D8B866"
    ivory: str = "FFF9E6"
    seed: str = "F3CF6B"
    module: str = "15181F"
    draft: str = "F3D5CB"


@dataclass(frozen=True)
class TemplateInfo:
    """Describe a template: its name and label, page size in mm, palette, motifs and the word above the headline."""

    name: str
    label: str
    page_size: tuple[float, float]
    palette: Palette
    motif: str = "meander"  # the band: "meander" or "waves"
    watermark: str = "drum"  # "drum" or "sun"
    emblem: str = "star"  # "star" or "book"
    verb_above: str = ""


_IVORY = ("FFFDF7", "FAF1DA")
_GOLDEN = ("F4E3AE", "FFF7DC", "EBD28A", "FFF6D6", "F0DC9E")
_A4 = (297.0, 210.0)

TEMPLATES: Mapping[str, TemplateInfo] = {
    template.name: template
    for template in (
        TemplateInfo(
            "giay-chung-nhan",
            "Giấy chứng nhận (đỏ thẫm)",
            _A4,
            Palette("A8141E", "7A0E16", _IVORY, "F6EBCF", _GOLDEN, "B4872D", ("C8202B", "8B0F19")),
        ),
        TemplateInfo(
            "giay-chung-nhan-thieu-nhi",
            "Giấy chứng nhận thanh thiếu niên, nhi đồng (xanh)",
            _A4,
            Palette(
                "0E4C7D",
                "0A3558",
                ("FFFEFB", "E6F1F8"),
                "E9F1F4",
                ("D3E7F3", "F3FAFD", "BFDDEE", "F0F8FC", "CDE4F1"),
                "2F7FB3",
                ("2B86BE", "0B4470"),
                draft="F3D8CC",
            ),
            motif="waves",
            watermark="sun",
            emblem="book",
        ),
        TemplateInfo(
            "giay-khen",
            "Giấy khen (đỏ, viền son)",
            _A4,
            Palette(
                "B01119",
                "7A0E16",
                _IVORY,
                "F6EBCF",
                ("8E1019", "B31A24", "7F0D15", "B01922", "860F17"),
                "EFCB6E",
                ("C8202B", "8B0F19"),
            ),
            verb_above="TẶNG",
        ),
    )
}

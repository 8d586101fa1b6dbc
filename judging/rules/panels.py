"""Rules of judges and panels: who may sit where, and what is missing before entries can be assigned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contest.rules.kinds import JudgeState, PanelRole
from contest.rules.problems import N_, Problem

EXPERTISE = (0, 1, 2, 3)
DEFAULT_EXPERTISE = 1
MAX_CAPACITY = 1000


@dataclass(frozen=True)
class Seat:
    """A judge who is to sit in a panel."""

    name: str
    state: JudgeState
    role: PanelRole


@dataclass(frozen=True)
class FieldNeed:
    """A field before the assignment: its valid entries, its panel ("" = none) and the accepted judges in it."""

    name: str
    entries: int
    panel: str
    judges: int


def problems_in_judge(
    *, capacity: int | None, expertise: Mapping[str, int], field_codes: Iterable[str]
) -> list[Problem]:
    """Check how many entries a judge takes (1 to 1,000) and the expertise 0-3 in fields of the edition."""
    found = []
    if capacity is None or not 1 <= capacity <= MAX_CAPACITY:
        found.append(Problem(N_("Nhập số hồ sơ nhận chấm nhiều nhất, từ 1 đến 1.000, ví dụ 60."), "capacity"))
    known = set(field_codes)
    if any(code not in known or value not in EXPERTISE for code, value in expertise.items()):
        found.append(Problem(N_("Mức chuyên môn là 0, 1, 2 hoặc 3 cho từng lĩnh vực của kỳ thi."), "expertise"))
    return found


def problems_in_panel(
    *, name: str, name_taken: bool, fields: int, taken: Mapping[str, str], seats: Sequence[Seat]
) -> list[Problem]:
    """Check a panel: a name of its own, free fields (``taken``: field name -> its panel), exactly one chair."""
    found = []
    if not name:
        found.append(Problem(N_("Nhập tên tiểu ban, ví dụ Tiểu ban Nông, lâm nghiệp."), "name"))
    if name_taken:
        found.append(Problem(N_("Đã có tiểu ban mang tên này. Hãy chọn tên khác."), "name"))
    if not fields:
        found.append(Problem(N_("Chọn ít nhất một lĩnh vực cho tiểu ban."), "fields"))
    for field, panel in taken.items():
        message = N_("Lĩnh vực “%(field)s” đã thuộc “%(panel)s”. Mỗi lĩnh vực chỉ có một tiểu ban.")
        found.append(Problem(message, "fields", {"field": field, "panel": panel}))
    chairs = [seat.name for seat in seats if seat.role is PanelRole.CHAIR]
    if not chairs:
        found.append(Problem(N_("Chọn một trưởng tiểu ban.")))
    elif len(chairs) > 1:
        message = N_("Mỗi tiểu ban chỉ có một trưởng; đang chọn %(names)s.")
        found.append(Problem(message, values={"names": ", ".join(chairs)}))
    for seat in seats:
        if seat.state is JudgeState.DECLINED:
            message = N_("%(name)s đã từ chối lời mời nên không vào tiểu ban được.")
            found.append(Problem(message, values={"name": seat.name}))
    return found


def problems_before_assignment(needs: Iterable[FieldNeed], *, wanted: int, capacity: int) -> list[Problem]:
    """Name what keeps entries from ``wanted`` judges each: nothing to judge, no panel, few judges, little capacity."""
    found, places = [], 0
    for need in needs:
        if not need.entries:
            continue
        places += need.entries * wanted
        values = {"field": need.name, "entries": need.entries, "panel": need.panel, "judges": need.judges}
        if not need.panel:
            message = N_("Lĩnh vực “%(field)s” có %(entries)s hồ sơ nhưng chưa có tiểu ban.")
            found.append(Problem(message, values=values))
        elif need.judges < wanted:
            message = N_(
                "“%(panel)s” chỉ có %(judges)s giám khảo đã nhận lời, cần ít nhất %(wanted)s cho lĩnh vực “%(field)s”."
            )
            found.append(Problem(message, values={**values, "wanted": wanted}))
    if not places:
        found.append(Problem(N_("Chưa có hồ sơ hợp lệ nào để phân công.")))
    elif places > capacity:
        message = N_(
            "Cần %(places)s lượt chấm nhưng các giám khảo chỉ nhận tổng cộng %(capacity)s. "
            "Hãy mời thêm hoặc tăng số hồ sơ nhận chấm."
        )
        found.append(Problem(message, values={"places": places, "capacity": capacity}))
    return found

"""What a dossier still lacks before it may be submitted: the task list, and every missing part by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from contest.rules.consents import ConsentFacts, missing_consents
from contest.rules.dossiers import DossierFacts
from contest.rules.entries import EditionRules, SectionRule, count_words
from contest.rules.kinds import ContestType, EntrantKind, TaskState
from contest.rules.people import is_minor, missing_of_author, missing_of_group
from contest.rules.problems import N_, Problem

Consents = Mapping[int, Sequence[ConsentFacts]]


@dataclass(frozen=True)
class WorkingCopy:
    """A dossier on its owner's desk: its facts, the texts marked "later", the consents of each author id."""

    facts: DossierFacts
    unfinished: frozenset[str] = frozenset()
    consents: Consents = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """One row of the task list; ``key`` is its address below the entry, its problems say where to go for each."""

    key: str
    name: str
    state: TaskState
    required: bool = True
    problems: tuple[Problem, ...] = ()


def tasks(copy: WorkingCopy, rules: EditionRules, *, today: date) -> list[Task]:
    """Return the task list in order; a problem's field is ``page#id of the form field``."""
    facts = copy.facts
    rows = [
        _task(
            "solution",
            N_("Mô hình, sản phẩm") if rules.minors else N_("Giải pháp"),
            _missing_of_solution(facts, rules),
            begun=bool(facts.title),
        ),
        _task(
            "contact",
            N_("Trường và liên hệ") if rules.minors else N_("Người dự thi và liên hệ"),
            _missing_of_contact(facts, rules),
            begun=bool(facts.entrant.unit_name or facts.entrant.phone),
        ),
    ]
    written = {section.code: section.text for section in facts.sections}
    rows += [_text_task(section, written.get(section.code, ""), copy.unfinished) for section in rules.sections]
    rows.append(_task("authors", N_("Tác giả"), _missing_of_authors(facts, rules, today), begun=bool(facts.authors)))
    if rules.minors or any(is_minor(author.birth_date, today) for author in facts.authors):
        rows.append(_consent_task(copy, today))
    if rules.minors:
        rows.append(
            Task(
                "supervisors",
                N_("Giáo viên hướng dẫn"),
                TaskState.DONE if facts.supervisors else TaskState.TODO,
                required=False,
            )
        )
    filled = {item.slot for item in facts.attachments}
    lacking = [
        Problem(N_("Tải lên: %(label)s."), "files", {"label": slot.label})
        for slot in rules.slots
        if slot.required and slot.code not in filled
    ]
    rows.append(
        _task("files", N_("Tệp đính kèm"), lacking, begun=bool(filled), required=any(s.required for s in rules.slots))
    )
    return rows


def missing(rows: Sequence[Task]) -> list[Problem]:
    """Return every problem of the task list: all of them, never just the first."""
    return [problem for row in rows for problem in row.problems]


def progress(rows: Sequence[Task]) -> tuple[int, int]:
    """Return how many of the required tasks are done, and how many there are."""
    required = [row for row in rows if row.required]
    return sum(row.state is TaskState.DONE for row in required), len(required)


def _task(key: str, name: str, problems: Sequence[Problem], *, begun: bool, required: bool = True) -> Task:
    whole = not problems and (begun or required)
    state = TaskState.DONE if whole else TaskState.DOING if begun else TaskState.TODO
    return Task(key, name, state, required, tuple(problems))


def _missing_of_solution(facts: DossierFacts, rules: EditionRules) -> list[Problem]:
    wanted = [
        (facts.title, "title", N_("Điền tên giải pháp.")),
        (facts.field_code, "field_code-0", N_("Chọn lĩnh vực.")),
    ]
    if rules.has_divisions:
        wanted.append((facts.division_code, "division_code-0", N_("Chọn bảng hoặc cấp học.")))
    if rules.eligible_from_year:
        wanted.append((str(facts.made_year or ""), "made", N_("Điền tháng, năm tạo ra.")))
    return [Problem(text, f"solution#{name}") for value, name, text in wanted if not value]


def _missing_of_contact(facts: DossierFacts, rules: EditionRules) -> list[Problem]:
    entrant = facts.entrant
    wanted = []
    if rules.contest_type is ContestType.YOUTH:
        wanted.append((entrant.unit_name, "unit_name", N_("Điền tên trường hoặc đơn vị.")))
    elif entrant.kind is EntrantKind.ORGANISATION:
        wanted.append((entrant.unit_name, "unit_name", N_("Điền tên tổ chức, đơn vị dự thi.")))
        wanted.append((entrant.representative, "representative", N_("Điền người đại diện của đơn vị.")))
    wanted.append((entrant.commune_name, "commune", N_("Chọn xã, phường.")))
    wanted.append((entrant.phone or entrant.email, "phone", N_("Điền số điện thoại hoặc email để liên hệ.")))
    return [Problem(text, f"contact#{name}") for value, name, text in wanted if not value]


def _text_task(section: SectionRule, text: str, unfinished: frozenset[str]) -> Task:
    page, count = f"texts/{section.code}#text", count_words(text)
    problems = []
    if section.required and not text:
        problems.append(Problem(N_("Viết phần “%(label)s”."), page, {"label": section.label}))
    elif count > section.max_words:
        values = {"label": section.label, "limit": section.max_words, "count": count}
        problems.append(Problem(N_("Rút gọn phần “%(label)s”: tối đa %(limit)s từ, hiện có %(count)s."), page, values))
    if not text:
        state = TaskState.TODO
    else:
        state = TaskState.DOING if problems or section.code in unfinished else TaskState.DONE
    return Task(f"texts/{section.code}", section.label, state, section.required, tuple(problems))


def _missing_of_authors(facts: DossierFacts, rules: EditionRules, today: date) -> list[Problem]:
    found = [
        Problem(problem.message, "authors", problem.values)
        for problem in missing_of_group(facts.authors, max_authors=rules.max_authors)
    ]
    for author in facts.authors:
        for problem in missing_of_author(author, today=today, pupil=rules.minors):
            found.append(Problem(problem.message, f"authors/{author.id}#{problem.field}", problem.values))
    return found


def _consent_task(copy: WorkingCopy, today: date) -> Task:
    authors = copy.facts.authors
    if not any(author.birth_date for author in authors):
        return Task("consents", N_("Đồng ý của tác giả và gia đình"), TaskState.BLOCKED)
    found = []
    for author in authors:
        records = copy.consents.get(author.id, ())
        for problem in missing_consents(records, name=author.full_name, birth_date=author.birth_date, day=today):
            found.append(Problem(problem.message, f"authors/{author.id}/consents", problem.values))
    begun = any(record.active for records in copy.consents.values() for record in records)
    return _task("consents", N_("Đồng ý của tác giả và gia đình"), found, begun=begun)

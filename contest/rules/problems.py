"""What a rule answers when the answer is no: problems that a person can act on."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


def N_(message: str) -> str:  # noqa: N802 - the gettext marker is called N_ everywhere
    """Mark a message for the catalogues without translating it here."""
    return message


@dataclass(frozen=True)
class Problem:
    """One reason why something may not be done.

    ``message`` is a catalogue id with ``%(name)s`` places, ``values`` fills them, ``field`` names the form
    field (or ``"authors-0-birth_date"`` style path) that a page hangs the problem on; empty = the whole form.
    """

    message: str
    field: str = ""
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class RuleError(Exception):
    """Raised by a service when a rule found problems; nothing has been written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class StaleError(Exception):
    """Raised when a row was changed by somebody else since it was read (two tabs)."""

    def __init__(self, current: Mapping[str, object]) -> None:
        super().__init__("changed meanwhile")
        self.current = dict(current)


def refuse_if(problems: Sequence[Problem]) -> None:
    """Raise one RuleError when there is any problem."""
    if problems:
        raise RuleError(problems)

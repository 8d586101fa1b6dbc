"""What the parts of the inspection share: a refusal with its code, and a picture that was drawn."""

from dataclasses import dataclass
from pathlib import Path


class RefusedError(Exception):
    """Raised when a file is not taken; the code is a key of ``REFUSALS`` in ``contest/rules/uploads.py``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Drawn:
    """One picture (or cleaned video) in a temporary folder; width and height in pixels, 0 when unknown."""

    file: Path
    media_type: str
    width: int
    height: int
    text: str = ""

"""The tables of judging, all imported so that the mappers are complete."""

from judging.models import assignment, conflicts, panels, prizes, rubrics, scoring

__all__ = ["assignment", "conflicts", "panels", "prizes", "rubrics", "scoring"]

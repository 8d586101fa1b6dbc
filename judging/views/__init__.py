"""The pages of judging; ``BLUEPRINTS`` lists them all."""

from flask import Blueprint

from judging.views import (
    assignment,
    conflicts,
    decisions,
    dossier_files,
    invitations,
    judges,
    panels,
    prize_structure,
    prizes,
    progress,
    queue,
    ranking,
    regulations,
    rubrics,
    rulebooks,
    sheets,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    rulebooks.blueprint,
    rubrics.blueprint,
    prize_structure.blueprint,
    regulations.blueprint,
    judges.blueprint,
    panels.blueprint,
    conflicts.blueprint,
    assignment.blueprint,
    invitations.blueprint,
    queue.blueprint,
    sheets.blueprint,
    dossier_files.blueprint,
    progress.blueprint,
    ranking.blueprint,
    prizes.blueprint,
    decisions.blueprint,
)

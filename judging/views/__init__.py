"""The pages of judging; ``BLUEPRINTS`` lists them all."""

from flask import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()

"""Migrations by Alembic, run from our own commands."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from contest.config import ROOT


def alembic_config(engine: Engine | None = None) -> Config:
    """Return Alembic's settings for this tree, bound to an engine when one is given."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables up to a revision."""
    command.upgrade(alembic_config(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the tables back to a revision."""
    command.downgrade(alembic_config(engine), revision)

"""How Alembic reaches the database and the tables."""

from alembic import context

import judging.models  # noqa: F401 - the tables of both packages make the target
from contest.config import load_settings
from contest.db import Database
from contest.models.base import Base, UtcDateTime


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types as the plain types that they are."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


config = context.config
engine = config.attributes.get("engine") or Database(load_settings().database).engine

with engine.connect() as connection:
    context.configure(
        connection=connection.execution_options(hoithi_write=True),
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()

"""How Alembic meets the database: the app's engine and tables, one transaction a migration, on both databases."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

db = current_app.extensions["migrate"].db
ENGINES_OWN = ("search_",)  # full-text tables differ by database; the migrations write them by hand


def is_ours(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Whether autogenerate should compare this table."""
    return not (kind in ("table", "index") and (name or "").startswith(ENGINES_OWN))


def plain_type(kind: str, item: Any, _context: Any) -> str | bool:
    """Migrations name plain types, so that they outlive a rename in the app."""
    return "sa.DateTime(timezone=True)" if kind == "type" and type(item).__name__ == "UtcDateTime" else False


def hold_foreign_keys(connection: Connection, state: str) -> None:
    """SQLite rebuilds a table to alter it, and dropping the old one would cascade. Only works outside transactions."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        raw.execute(f"PRAGMA foreign_keys={state}")


def migrate() -> None:
    """Run the migrations, each whole or not at all."""
    with db.engine.connect() as connection:
        hold_foreign_keys(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=is_ours,
            render_item=plain_type,
            transaction_per_migration=True,
            transactional_ddl=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        hold_foreign_keys(connection, "ON")


migrate()

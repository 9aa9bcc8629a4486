"""numbers of what is said are given once

Revision ID: f06b2d84a913
Revises: e4a7d3917f05
"""

from alembic import op

revision = "f06b2d84a913"
down_revision = "e4a7d3917f05"
branch_labels = None
depends_on = None

TABLES = ("post", "review", "share")  # cases and bells name their rows by number, and outlive them


def upgrade() -> None:
    """SQLite gives the number of a removed row again unless the table says otherwise; PostgreSQL never does."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for name in TABLES:
        _make_anew(name, autoincrement=True)
        named = f"SELECT coalesce(max(subject_id), 0) FROM moderation_case WHERE subject = '{name}'"  # noqa: S608 # nosec B608 - names of this file
        beyond = f"SELECT max(({named}), (SELECT coalesce(max(id), 0) FROM {name}))"  # noqa: S608 # nosec B608 - names of this file
        op.execute(f"DELETE FROM sqlite_sequence WHERE name = '{name}'")  # noqa: S608 # nosec B608 - names of this file
        op.execute(f"INSERT INTO sqlite_sequence (name, seq) SELECT '{name}', ({beyond})")  # nosec B608


def downgrade() -> None:
    """As it was."""
    if op.get_bind().dialect.name == "sqlite":
        for name in TABLES:
            _make_anew(name, autoincrement=False)


def _make_anew(name: str, *, autoincrement: bool) -> None:
    with op.batch_alter_table(name, recreate="always", table_kwargs={"sqlite_autoincrement": autoincrement}):
        pass

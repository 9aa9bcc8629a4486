"""numbers of playbacks are given once

Revision ID: 8c41d2e6f703
Revises: 5e1f0a7c2b90
"""

from alembic import op

revision = "8c41d2e6f703"
down_revision = "5e1f0a7c2b90"
branch_labels = None
depends_on = None

# progress remembers numbers of openings that went with their sessions
BEYOND = "SELECT max((SELECT coalesce(max(playback_id), 0) FROM progress), (SELECT coalesce(max(id), 0) FROM playback))"


def upgrade() -> None:
    """SQLite gives the number of a removed row again unless the table says otherwise; PostgreSQL never does."""
    if op.get_bind().dialect.name != "sqlite":
        return
    _make_anew(autoincrement=True)
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'playback'")
    op.execute(f"INSERT INTO sqlite_sequence (name, seq) SELECT 'playback', ({BEYOND})")


def downgrade() -> None:
    """As it was."""
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(autoincrement=False)


def _make_anew(autoincrement: bool) -> None:
    kwargs = {"sqlite_autoincrement": autoincrement}
    with op.batch_alter_table("playback", recreate="always", table_kwargs=kwargs):
        pass

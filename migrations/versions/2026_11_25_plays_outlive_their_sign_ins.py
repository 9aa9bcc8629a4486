"""plays outlive their sign-ins

Revision ID: c3e8b15f7a42
Revises: b7d2a94c1e60
"""

import sqlalchemy as sa
from alembic import op

revision = "c3e8b15f7a42"
down_revision = "b7d2a94c1e60"
branch_labels = None
depends_on = None

NAME = "fk_playback_session_id_account_session"
# a table that SQLite makes anew counts on from its own rows, and progress remembers higher numbers
BEYOND = "SELECT max((SELECT coalesce(max(playback_id), 0) FROM progress), (SELECT coalesce(max(id), 0) FROM playback))"


def upgrade() -> None:
    """What was watched still counts when the browser it was watched in is signed out."""
    _change(nullable=True, ondelete="SET NULL")


def downgrade() -> None:
    """Plays go with their sign-ins, those of sign-ins that are over at once."""
    op.execute("DELETE FROM playback WHERE session_id IS NULL")
    _change(nullable=False, ondelete="CASCADE")


def _change(*, nullable: bool, ondelete: str) -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("playback", table_kwargs={"sqlite_autoincrement": True}) as playback:
        playback.drop_constraint(NAME, type_="foreignkey")
        playback.alter_column("session_id", existing_type=sa.String(length=64), nullable=nullable)
        playback.create_foreign_key(NAME, "account_session", ["session_id"], ["id"], ondelete=ondelete)
    if is_sqlite:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'playback'")
        op.execute(f"INSERT INTO sqlite_sequence (name, seq) SELECT 'playback', ({BEYOND})")

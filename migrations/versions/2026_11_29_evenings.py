"""why a play ended, private ones, lists by hand, how captions look

Revision ID: 9b2f6e01d7c4
Revises: c4a06f8d13be
"""

import sqlalchemy as sa
from alembic import op

revision = "9b2f6e01d7c4"
down_revision = "c4a06f8d13be"
branch_labels = None
depends_on = None

# Those added last stand first, as they did.
RANKS = sa.text(
    "UPDATE list_entry SET rank = (SELECT count(*) FROM list_entry AS other WHERE other.profile_id = list_entry.profile_id"
    " AND (other.added_at < list_entry.added_at"
    " OR (other.added_at = list_entry.added_at AND other.title_id <= list_entry.title_id)))"
)


def upgrade() -> None:
    """Columns with defaults, which SQLite adds in place."""
    op.add_column("playback", sa.Column("ended_because", sa.String(9), nullable=False, server_default=""))
    op.add_column("playback", sa.Column("is_private", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("account_session", sa.Column("is_private", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("profile", sa.Column("caption_look", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("list_entry", sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
    op.execute(RANKS)


def downgrade() -> None:
    """What was watched in private is nobody's to read."""
    op.execute(sa.text("DELETE FROM playback WHERE is_private"))
    op.drop_column("list_entry", "rank")
    op.drop_column("profile", "caption_look")
    op.drop_column("account_session", "is_private")
    op.drop_column("playback", "is_private")
    op.drop_column("playback", "ended_because")

"""subtitles are sent

Revision ID: f3a05c9d1b76
Revises: e18b64f0c2d7
"""

import sqlalchemy as sa
from alembic import op

revision = "f3a05c9d1b76"
down_revision = "e18b64f0c2d7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of subtitles that come beside a film."""
    op.create_table(
        "sent_subtitles",
        sa.Column("video_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("is_forced", sa.Boolean(), nullable=False),
        sa.Column("is_sdh", sa.Boolean(), nullable=False),
        sa.Column("source_name", sa.String(length=255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["video_id"], ["video.id"], name=op.f("fk_sent_subtitles_video_id_video"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_subtitles")),
    )
    op.create_index(op.f("ix_sent_subtitles_video_id"), "sent_subtitles", ["video_id"])


def downgrade() -> None:
    """They stay in the packages until the next encode."""
    op.drop_table("sent_subtitles")

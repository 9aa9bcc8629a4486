"""intros are marked

Revision ID: c4a06f8d13be
Revises: 7d19be4c2f60
"""

import sqlalchemy as sa
from alembic import op

revision = "c4a06f8d13be"
down_revision = "7d19be4c2f60"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What stands is marked once it is encoded again, or by hand."""
    with op.batch_alter_table("video") as video:
        video.add_column(sa.Column("marks_found", sa.JSON(), nullable=True))
        video.add_column(sa.Column("marks_by_hand", sa.JSON(), nullable=True))
    op.create_table(
        "sound_print",
        sa.Column("video_id", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("tail", sa.LargeBinary(), nullable=False),
        sa.Column("tail_at_s", sa.Double(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["video_id"], ["video.id"], name=op.f("fk_sound_print_video_id_video"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sound_print")),
        sa.UniqueConstraint("video_id", name=op.f("uq_sound_print_video_id")),
    )


def downgrade() -> None:
    """Nobody skips anything."""
    op.drop_table("sound_print")
    with op.batch_alter_table("video") as video:
        video.drop_column("marks_by_hand")
        video.drop_column("marks_found")

"""chapters by hand

Revision ID: 0b7d2e46a9f1
Revises: f3a05c9d1b76
"""

import sqlalchemy as sa
from alembic import op

revision = "0b7d2e46a9f1"
down_revision = "f3a05c9d1b76"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those of the file, until an editor writes others."""
    with op.batch_alter_table("video") as video:
        video.add_column(sa.Column("chapters_by_hand", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Those of the file again."""
    with op.batch_alter_table("video") as video:
        video.drop_column("chapters_by_hand")

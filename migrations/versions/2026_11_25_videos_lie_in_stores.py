"""videos lie in stores

Revision ID: 51c7e0a83b9d
Revises: 0b7d2e46a9f1
"""

import sqlalchemy as sa
from alembic import op

revision = "51c7e0a83b9d"
down_revision = "0b7d2e46a9f1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """All lie in the folder, until they are moved."""
    with op.batch_alter_table("video") as video:
        video.add_column(sa.Column("store", sa.String(6), nullable=False, server_default="folder"))
        video.create_check_constraint(op.f("ck_video_store"), "store IN ('folder', 'bucket')")


def downgrade() -> None:
    """Move everything back to the folder first (`flask media move folder`): the row no longer says where it is."""
    with op.batch_alter_table("video") as video:
        video.drop_constraint(op.f("ck_video_store"), type_="check")
        video.drop_column("store")

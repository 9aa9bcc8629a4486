"""videos can be taken

Revision ID: c40d9e7712af
Revises: a91c7be40d83
"""

import sqlalchemy as sa
from alembic import op

revision = "c40d9e7712af"
down_revision = "a91c7be40d83"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None may, until an editor says so."""
    with op.batch_alter_table("video") as video:
        video.add_column(sa.Column("is_downloadable", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("video") as video:
        video.alter_column("is_downloadable", server_default=None)


def downgrade() -> None:
    """Nobody may."""
    with op.batch_alter_table("video") as video:
        video.drop_column("is_downloadable")

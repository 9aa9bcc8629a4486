"""encodes as wished

Revision ID: 7d19be4c2f60
Revises: 51c7e0a83b9d
"""

import sqlalchemy as sa
from alembic import op

revision = "7d19be4c2f60"
down_revision = "51c7e0a83b9d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What an editor wishes of the next encode; nothing is as usual."""
    with op.batch_alter_table("video") as video:
        video.add_column(sa.Column("encode_wishes", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Encodes are as usual again."""
    with op.batch_alter_table("video") as video:
        video.drop_column("encode_wishes")

"""how long a profile may watch in a day, and until when

Revision ID: 6e2f90b8a1d3
Revises: b17e5a90c4d8
"""

import sqlalchemy as sa
from alembic import op

revision = "6e2f90b8a1d3"
down_revision = "b17e5a90c4d8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns that SQLite adds in place; nothing is agreed yet."""
    for name in ("minutes_a_day", "bed_from", "bed_until"):
        op.add_column("profile", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("profile", sa.Column("granted_minutes", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("profile", sa.Column("granted_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Everybody watches as long as they like."""
    for name in ("granted_on", "granted_minutes", "bed_until", "bed_from", "minutes_a_day"):
        op.drop_column("profile", name)

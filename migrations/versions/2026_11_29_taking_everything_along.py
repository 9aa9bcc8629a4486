"""downloads of all that is known of an account, and accounts that leave

Revision ID: b17e5a90c4d8
Revises: 8c41d6f0b2a7
"""

import sqlalchemy as sa
from alembic import op

revision = "b17e5a90c4d8"
down_revision = "8c41d6f0b2a7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table and a column."""
    account = sa.ForeignKey("account.id", name="fk_export_account_id_account", ondelete="CASCADE")
    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference", sa.String(22), nullable=False),
        sa.Column("account_id", sa.Integer(), account, nullable=False),
        sa.Column("fraction", sa.Double(), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("failure", sa.String(200), nullable=False),
        sa.UniqueConstraint("reference", name="uq_export_reference"),
    )
    op.create_index("ix_export_account_id", "export", ["account_id"])
    op.add_column("account", sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_account_leaves_at", "account", ["leaves_at"])


def downgrade() -> None:
    """Whoever was about to leave stays."""
    op.drop_index("ix_account_leaves_at", "account")
    op.drop_column("account", "leaves_at")
    op.drop_table("export")

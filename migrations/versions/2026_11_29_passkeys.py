"""passkeys

Revision ID: 8c41d6f0b2a7
Revises: 5d07c1a9e3f2
"""

import sqlalchemy as sa
from alembic import op

revision = "8c41d6f0b2a7"
down_revision = "5d07c1a9e3f2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table."""
    account = sa.ForeignKey("account.id", name="fk_passkey_account_id_account", ondelete="CASCADE")
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), account, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("credential_id", name="uq_passkey_credential_id"),
    )
    op.create_index("ix_passkey_account_id", "passkey", ["account_id"])


def downgrade() -> None:
    """Whoever has one signs in by password again."""
    op.drop_table("passkey")

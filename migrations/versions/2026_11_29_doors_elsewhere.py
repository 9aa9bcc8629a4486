"""signing in with other providers, and invitations into a household

Revision ID: c3d8e47f15b0
Revises: 6e2f90b8a1d3
"""

import sqlalchemy as sa
from alembic import op

revision = "c3d8e47f15b0"
down_revision = "6e2f90b8a1d3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables that begin empty; invitations that stand lead into no household."""
    no = sa.text("false")
    op.create_table(
        "social_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("client_id", sa.String(300), nullable=False),
        sa.Column("sealed_secret", sa.String(800), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False, server_default=sa.text("true")),
        sa.Column("trusts_addresses", sa.Boolean(), nullable=False, server_default=no),
        sa.Column("makes_accounts", sa.Boolean(), nullable=False, server_default=no),
        sa.Column("is_inside", sa.Boolean(), nullable=False, server_default=no),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_social_application")),
        sa.UniqueConstraint("slug", name=op.f("uq_social_application_slug")),
    )
    op.create_table(
        "social_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("called", sa.String(254), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_social_account_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["social_application.id"],
            name=op.f("fk_social_account_application_id_social_application"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_social_account")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_social_account_issuer_subject")),
    )
    for name in ("account_id", "application_id"):
        op.create_index(op.f(f"ix_social_account_{name}"), "social_account", [name])
    op.create_table(
        "social_token",
        sa.Column("social_account_id", sa.Integer(), nullable=False),
        sa.Column("sealed_token", sa.String(8000), nullable=False),
        sa.Column("is_refresh", sa.Boolean(), nullable=False),
        sa.Column("scope", sa.String(300), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["social_account_id"],
            ["social_account.id"],
            name=op.f("fk_social_token_social_account_id_social_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("social_account_id", name=op.f("pk_social_token")),
    )
    with op.batch_alter_table("one_time_link") as batch:
        batch.add_column(sa.Column("household_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_one_time_link_household_id_household"), "household", ["household_id"], ["id"], ondelete="CASCADE"
        )
        batch.create_index(op.f("ix_one_time_link_household_id"), ["household_id"])


def downgrade() -> None:
    """Whoever has no password has to ask for one by letter."""
    with op.batch_alter_table("one_time_link") as batch:
        batch.drop_index(op.f("ix_one_time_link_household_id"))
        batch.drop_constraint(op.f("fk_one_time_link_household_id_household"), type_="foreignkey")
        batch.drop_column("household_id")
    for table in ("social_token", "social_account", "social_application"):
        op.drop_table(table)

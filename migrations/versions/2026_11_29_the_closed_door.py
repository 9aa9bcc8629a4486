"""links that work once, authenticators, recovery codes, codes of screens, known devices, accounts that wait

Revision ID: 5d07c1a9e3f2
Revises: 9b2f6e01d7c4
"""

import sqlalchemy as sa
from alembic import op

revision = "5d07c1a9e3f2"
down_revision = "9b2f6e01d7c4"
branch_labels = None
depends_on = None

ACCOUNT = "account.id"


def _id() -> sa.Column:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _made() -> sa.Column:
    return sa.Column("created_at", sa.DateTime(timezone=True), nullable=False)


def _of_account(table: str, nullable: bool = False, primary_key: bool = False) -> sa.Column:
    name = f"fk_{table}_account_id_account"
    return sa.Column(
        "account_id",
        sa.Integer(),
        sa.ForeignKey(ACCOUNT, name=name, ondelete="CASCADE"),
        nullable=nullable,
        primary_key=primary_key,
    )


def _moment(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """New tables, and two columns with defaults."""
    op.create_table(
        "one_time_link",
        _id(),
        _made(),
        sa.Column("purpose", sa.String(8), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        _of_account("one_time_link", nullable=True),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column(
            "role_id",
            sa.Integer(),
            sa.ForeignKey("role.id", name="fk_one_time_link_role_id_role", ondelete="CASCADE"),
            nullable=True,
        ),
        _moment("expires_at", nullable=False),
        _moment("used_at"),
        sa.CheckConstraint("purpose IN ('reset', 'verify', 'invite')", name=op.f("ck_one_time_link_purpose")),
        sa.UniqueConstraint("digest", name="uq_one_time_link_digest"),
    )
    for column in ("account_id", "address", "role_id"):
        op.create_index(f"ix_one_time_link_{column}", "one_time_link", [column])
    op.create_table(
        "authenticator",
        _of_account("authenticator", primary_key=True),
        sa.Column("sealed_secret", sa.String(300), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        _moment("confirmed_at", nullable=False),
    )
    op.create_table(
        "recovery_code",
        _id(),
        _made(),
        _of_account("recovery_code"),
        sa.Column("digest", sa.String(64), nullable=False),
        _moment("used_at"),
        sa.UniqueConstraint("digest", name="uq_recovery_code_digest"),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])
    op.create_table(
        "screen_code",
        _id(),
        _made(),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("agent", sa.String(300), nullable=False),
        _moment("expires_at", nullable=False),
        _of_account("screen_code", nullable=True),
        _moment("approved_at"),
        sa.UniqueConstraint("code", name="uq_screen_code_code"),
        sa.UniqueConstraint("digest", name="uq_screen_code_digest"),
    )
    for column in ("account_id", "expires_at"):
        op.create_index(f"ix_screen_code_{column}", "screen_code", [column])
    op.create_table(
        "known_device",
        _of_account("known_device", primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        _moment("seen_at", nullable=False),
    )
    op.add_column("account", sa.Column("awaits", sa.String(8), nullable=False, server_default=""))
    op.add_column("account_session", _moment("second_factor_at"))


def downgrade() -> None:
    """Whoever waits stays outside: the house before this knows only whether somebody may sign in."""
    op.execute(sa.text("UPDATE account SET is_enabled = false WHERE awaits <> ''"))
    op.drop_column("account_session", "second_factor_at")
    op.drop_column("account", "awaits")
    for table in ("known_device", "screen_code", "recovery_code", "authenticator", "one_time_link"):
        op.drop_table(table)

"""suggestions can be switched off

Revision ID: d91f4c60b2e8
Revises: c3e8b15f7a42
"""

import sqlalchemy as sa
from alembic import op

revision = "d91f4c60b2e8"
down_revision = "c3e8b15f7a42"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Each profile may have none that come from its own watching; whoever is here keeps them."""
    with op.batch_alter_table("profile") as profile:
        profile.add_column(sa.Column("wants_suggestions", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    """Without the choice everybody has them."""
    with op.batch_alter_table("profile") as profile:
        profile.drop_column("wants_suggestions")

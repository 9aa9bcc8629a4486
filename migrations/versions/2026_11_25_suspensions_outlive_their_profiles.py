"""suspensions outlive their profiles

Revision ID: e4a7d3917f05
Revises: d91f4c60b2e8
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "e4a7d3917f05"
down_revision = "d91f4c60b2e8"
branch_labels = None
depends_on = None

PROFILE, HOUSEHOLD = "fk_suspension_profile_id_profile", "fk_suspension_household_id_household"
WHOSE = "UPDATE suspension SET household_id = (SELECT household_id FROM profile WHERE profile.id = profile_id)"


def upgrade() -> None:
    """Whoever is suspended, is removed, and comes back under a new name, is suspended still."""
    with op.batch_alter_table("suspension") as suspension:
        suspension.add_column(sa.Column("household_id", sa.Integer(), nullable=True))
    op.execute(WHOSE)
    with op.batch_alter_table("suspension") as suspension:
        suspension.alter_column("household_id", existing_type=sa.Integer(), nullable=False)
        suspension.create_foreign_key(HOUSEHOLD, "household", ["household_id"], ["id"], ondelete="CASCADE")
        suspension.create_index("ix_suspension_household_id", ["household_id"])
        _change(suspension, nullable=True, ondelete="SET NULL")


def downgrade() -> None:
    """They go with their profiles, those of profiles that are gone at once."""
    op.execute("DELETE FROM suspension WHERE profile_id IS NULL")
    with op.batch_alter_table("suspension") as suspension:
        _change(suspension, nullable=False, ondelete="CASCADE")
        suspension.drop_index("ix_suspension_household_id")
        suspension.drop_constraint(HOUSEHOLD, type_="foreignkey")
        suspension.drop_column("household_id")


def _change(suspension: BatchOperations, *, nullable: bool, ondelete: str) -> None:
    suspension.drop_constraint(PROFILE, type_="foreignkey")
    suspension.alter_column("profile_id", existing_type=sa.Integer(), nullable=nullable)
    suspension.create_foreign_key(PROFILE, "profile", ["profile_id"], ["id"], ondelete=ondelete)

"""jobs can rest

Revision ID: a91c7be40d83
Revises: d3a81f60c5b2
"""

import sqlalchemy as sa
from alembic import op

revision = "a91c7be40d83"
down_revision = "d3a81f60c5b2"
branch_labels = None
depends_on = None

JOB = sa.table("job", sa.column("state", sa.String))
INDEX = "uq_job_dedupe_key_open"


def upgrade() -> None:
    """One more state, in which a job still keeps others of its key away."""
    op.drop_index(INDEX, "job")
    with op.batch_alter_table("job") as job:
        job.add_column(sa.Column("pause_requested", sa.Boolean(), nullable=False, server_default=sa.false()))
    _allow("queued", "running", "paused", "done", "failed", "cancelled")
    with op.batch_alter_table("job") as job:
        job.alter_column("pause_requested", server_default=None)
    _guard("queued", "running", "paused")


def downgrade() -> None:
    """What rests waits."""
    op.execute(JOB.update().where(JOB.c.state == "paused").values(state="queued"))
    op.drop_index(INDEX, "job")
    _allow("queued", "running", "done", "failed", "cancelled")
    with op.batch_alter_table("job") as job:
        job.drop_column("pause_requested")
    _guard("queued", "running")


def _allow(*states: str) -> None:
    named = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("job") as job:
        job.drop_constraint(op.f("ck_job_state"), type_="check")
        job.create_check_constraint(op.f("ck_job_state"), f"state IN ({named})")


def _guard(*states: str) -> None:
    is_open = sa.text(f"state IN ({', '.join(repr(state) for state in states)})")
    op.create_index(INDEX, "job", ["dedupe_key"], unique=True, sqlite_where=is_open, postgresql_where=is_open)

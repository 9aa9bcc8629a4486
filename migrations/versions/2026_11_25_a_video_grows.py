"""a video can be watched while it grows

Revision ID: d3a81f60c5b2
Revises: f06b2d84a913
"""

import sqlalchemy as sa
from alembic import op

revision = "d3a81f60c5b2"
down_revision = "f06b2d84a913"
branch_labels = None
depends_on = None

MOST = 2_147_483_647
VIDEO = sa.table("video", sa.column("state", sa.String), sa.column("source_bytes", sa.BigInteger))
RENDITION = sa.table("rendition", sa.column("bytes", sa.BigInteger))


def upgrade() -> None:
    """One more state, and room for files of more than 2 GB (PostgreSQL's integers end there)."""
    _allow("waiting", "encoding", "growing", "ready", "failed")
    with op.batch_alter_table("video") as video:
        video.alter_column("source_bytes", type_=sa.BigInteger(), existing_type=sa.Integer())
    with op.batch_alter_table("rendition") as rendition:
        rendition.alter_column("bytes", type_=sa.BigInteger(), existing_type=sa.Integer())


def downgrade() -> None:
    """What grew is being encoded; a size that has no room is not known."""
    for table, column in ((VIDEO, "source_bytes"), (RENDITION, "bytes")):
        op.execute(table.update().where(table.c[column] > MOST).values({column: None}))
        with op.batch_alter_table(table.name) as changed:
            changed.alter_column(column, type_=sa.Integer(), existing_type=sa.BigInteger())
    op.execute(VIDEO.update().where(VIDEO.c.state == "growing").values(state="encoding"))
    _allow("waiting", "encoding", "ready", "failed")


def _allow(*states: str) -> None:
    named = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("video") as video:
        video.drop_constraint(op.f("ck_video_state"), type_="check")
        video.create_check_constraint(op.f("ck_video_state"), f"state IN ({named})")

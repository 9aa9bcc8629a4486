"""uploads resume

Revision ID: e18b64f0c2d7
Revises: c40d9e7712af
"""

import sqlalchemy as sa
from alembic import op

revision = "e18b64f0c2d7"
down_revision = "c40d9e7712af"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of files on their way."""
    op.create_table(
        "upload",
        sa.Column("reference", sa.String(length=11), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("video_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("received >= 0 AND received <= length", name=op.f("ck_upload_received")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_upload_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], name=op.f("fk_upload_video_id_video"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("reference", name=op.f("uq_upload_reference")),
    )
    for column in ("account_id", "expires_at", "video_id"):
        op.create_index(op.f(f"ix_upload_{column}"), "upload", [column])


def downgrade() -> None:
    """Those that had arrived are videos; the others have to be sent anew."""
    op.drop_table("upload")

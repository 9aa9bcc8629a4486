"""kinds hidden from a profile, films that are asked for first, pictures of one's own, languages, where an account begins

Revision ID: e19a5c60d7f4
Revises: c3d8e47f15b0
"""

import sqlalchemy as sa
from alembic import op

revision = "e19a5c60d7f4"
down_revision = "c3d8e47f15b0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is hidden, asked for first or uploaded yet."""
    op.create_table(
        "profile_hidden_genre",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("genre_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name="fk_profile_hidden_genre_profile_id_profile", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["genre_id"], ["genre.id"], name="fk_profile_hidden_genre_genre_id_genre", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("profile_id", "genre_id", name="pk_profile_hidden_genre"),
    )
    op.create_index("ix_profile_hidden_genre_genre_id", "profile_hidden_genre", ["genre_id"])
    op.create_table(
        "watch_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(8), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("good_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('', 'today', 'always', 'no')", name="ck_watch_request_answer"),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name="fk_watch_request_profile_id_profile", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name="fk_watch_request_title_id_title", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["profile.id"], name="fk_watch_request_answered_by_id_profile", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_watch_request"),
        sa.UniqueConstraint("profile_id", "title_id", name="uq_watch_request_profile_id_title_id"),
    )
    for name in ("title_id", "answered_by_id"):
        op.create_index(f"ix_watch_request_{name}", "watch_request", [name])
    op.create_table(
        "profile_picture",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(22), nullable=False),
        sa.Column("webp", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name="fk_profile_picture_profile_id_profile", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("profile_id", name="pk_profile_picture"),
        sa.UniqueConstraint("reference", name="uq_profile_picture_reference"),
    )
    op.add_column("profile", sa.Column("asks_above", sa.Integer(), nullable=True))
    op.add_column("profile", sa.Column("audio", sa.String(12), nullable=False, server_default=""))
    op.add_column("profile", sa.Column("picture", sa.String(22), nullable=False, server_default=""))
    with op.batch_alter_table("household_member") as batch:
        batch.add_column(sa.Column("starts_as_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "fk_household_member_starts_as_id_profile", "profile", ["starts_as_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index("ix_household_member_starts_as_id", ["starts_as_id"])


def downgrade() -> None:
    """Uploaded pictures go; the drawn ones are still there."""
    with op.batch_alter_table("household_member") as batch:
        batch.drop_index("ix_household_member_starts_as_id")
        batch.drop_constraint("fk_household_member_starts_as_id_profile", type_="foreignkey")
        batch.drop_column("starts_as_id")
    for name in ("picture", "audio", "asks_above"):
        op.drop_column("profile", name)
    for table in ("profile_picture", "watch_request", "profile_hidden_genre"):
        op.drop_table(table)

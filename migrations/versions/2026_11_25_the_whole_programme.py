"""the whole programme

Revision ID: b7d2a94c1e60
Revises: 8c41d2e6f703
"""

import sqlalchemy as sa
from alembic import op

revision = "b7d2a94c1e60"
down_revision = "8c41d2e6f703"
branch_labels = None
depends_on = None

TABLES = (
    "account_group",
    "mail",
    "training_run",
    "account_group_member",
    "digest",
    "disinterest",
    "feed_key",
    "guest_link",
    "moderation_case",
    "notification",
    "notification_switch",
    "share",
    "suspension",
    "title_group",
    "decision",
    "helpful_vote",
    "report",
    "post",
    "request",
    "request_reply",
)
GRANTS = sa.table("role_permission", sa.column("role_id", sa.Integer), sa.column("permission", sa.String))
GIVEN = (  # who may do the one may do the other from now on
    ("reviews:moderate", "moderation:decide"),
    ("catalogue:edit", "requests:answer"),
    ("accounts:manage", "groups:manage"),
    ("settings:edit", "recommendations:train"),
    ("audit:read", "mail:read"),
)


def upgrade() -> None:
    """Groups, the bell, mail, moderation, talk, sharing, requests, feeds, recommendations."""
    op.create_table(
        "account_group",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account_group"),
        sa.UniqueConstraint("name", name="uq_account_group_name"),
    )
    op.create_table(
        "mail",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("unsubscribe_url", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'kept', 'failed', 'refused')", name=op.f("ck_mail_state")),
        sa.PrimaryKeyConstraint("id", name="pk_mail"),
    )
    op.create_index("ix_mail_sent_at", "mail", ["sent_at"])
    op.create_index("ix_mail_state", "mail", ["state"])
    op.create_table(
        "training_run",
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("artefact", sa.String(length=80), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'current', 'retired', 'rejected', 'failed')", name=op.f("ck_training_run_state")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_training_run"),
    )
    op.create_table(
        "account_group_member",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_account_group_member_account_id_account", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["account_group.id"],
            name="fk_account_group_member_group_id_account_group",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "account_id", name="pk_account_group_member"),
    )
    op.create_index("ix_account_group_member_account_id", "account_group_member", ["account_id"])
    op.create_table(
        "digest",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_digest_account_id_account", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name="fk_digest_profile_id_profile", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("profile_id", name="pk_digest"),
    )
    op.create_index("ix_digest_account_id", "digest", ["account_id"])
    op.create_table(
        "disinterest",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name="fk_disinterest_profile_id_profile", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name="fk_disinterest_title_id_title", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("profile_id", "title_id", name="pk_disinterest"),
    )
    op.create_index("ix_disinterest_title_id", "disinterest", ["title_id"])
    op.create_table(
        "feed_key",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name="fk_feed_key_profile_id_profile", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("profile_id", name="pk_feed_key"),
    )
    op.create_table(
        "guest_link",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_count", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name="fk_guest_link_profile_id_profile", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name="fk_guest_link_title_id_title", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_guest_link"),
        sa.UniqueConstraint("digest", name="uq_guest_link_digest"),
    )
    op.create_index("ix_guest_link_profile_id", "guest_link", ["profile_id"])
    op.create_index("ix_guest_link_title_id", "guest_link", ["title_id"])
    op.create_table(
        "moderation_case",
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("title_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=4000), nullable=False),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_moderation_case_state")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["profile.id"], name="fk_moderation_case_author_id_profile", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["title_id"], ["title.id"], name="fk_moderation_case_title_id_title", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_moderation_case"),
    )
    op.create_index("ix_moderation_case_author_id", "moderation_case", ["author_id"])
    op.create_index("ix_moderation_case_state_id", "moderation_case", ["state", "id"])
    op.create_index("ix_moderation_case_subject_subject_id", "moderation_case", ["subject", "subject_id"])
    op.create_index("ix_moderation_case_title_id", "moderation_case", ["title_id"])
    op.create_index(
        "uq_moderation_case_open",
        "moderation_case",
        ["subject", "subject_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "notification",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["profile.id"], name="fk_notification_actor_id_profile", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name="fk_notification_profile_id_profile", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name="fk_notification_title_id_title", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_notification"),
        sa.UniqueConstraint("profile_id", "key", name="uq_notification_profile_id_key"),
    )
    op.create_index("ix_notification_actor_id", "notification", ["actor_id"])
    op.create_index("ix_notification_profile_id_read_at", "notification", ["profile_id", "read_at"])
    op.create_index("ix_notification_removed_at", "notification", ["removed_at"])
    op.create_index("ix_notification_title_id", "notification", ["title_id"])
    op.create_table(
        "notification_switch",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on_bell", sa.Boolean(), nullable=False),
        sa.Column("in_digest", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name="fk_notification_switch_profile_id_profile", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("profile_id", "kind", name="pk_notification_switch"),
    )
    op.create_table(
        "share",
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("held_reason", sa.String(length=500), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("put_away_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('published', 'held')", name=op.f("ck_share_state")),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["profile.id"], name="fk_share_receiver_id_profile", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sender_id"], ["profile.id"], name="fk_share_sender_id_profile", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name="fk_share_title_id_title", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_share"),
        sa.UniqueConstraint("sender_id", "receiver_id", "title_id", name="uq_share_sender_id_receiver_id_title_id"),
    )
    op.create_index("ix_share_receiver_id", "share", ["receiver_id"])
    op.create_index("ix_share_title_id", "share", ["title_id"])
    op.create_table(
        "suspension",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name="fk_suspension_profile_id_profile", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_suspension"),
    )
    op.create_index("ix_suspension_profile_id", "suspension", ["profile_id"])
    op.create_table(
        "title_group",
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["account_group.id"], name="fk_title_group_group_id_account_group", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name="fk_title_group_title_id_title", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("title_id", "group_id", name="pk_title_group"),
    )
    op.create_index("ix_title_group_group_id", "title_group", ["group_id"])
    op.create_table(
        "decision",
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("moderator_id", sa.Integer(), nullable=True),
        sa.Column("moderator_name", sa.String(length=80), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "act IN ('hide', 'restore', 'warn', 'suspend', 'lift', 'dismiss')", name=op.f("ck_decision_act")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_case.id"], name="fk_decision_case_id_moderation_case", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["moderator_id"], ["account.id"], name="fk_decision_moderator_id_account", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name="fk_decision_profile_id_profile", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_case_id", "decision", ["case_id"])
    op.create_index("ix_decision_moderator_id", "decision", ["moderator_id"])
    op.create_index("ix_decision_profile_id", "decision", ["profile_id"])
    op.create_table(
        "helpful_vote",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name="fk_helpful_vote_profile_id_profile", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name="fk_helpful_vote_review_id_review", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("review_id", "profile_id", name="pk_helpful_vote"),
    )
    op.create_index("ix_helpful_vote_profile_id", "helpful_vote", ["profile_id"])
    op.create_table(
        "report",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_case.id"], name="fk_report_case_id_moderation_case", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["profile.id"], name="fk_report_reporter_id_profile", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
        sa.UniqueConstraint("case_id", "reporter_id", name="uq_report_case_id_reporter_id"),
    )
    op.create_index("ix_report_case_id", "report", ["case_id"])
    op.create_index("ix_report_reporter_id", "report", ["reporter_id"])
    op.create_table(
        "post",
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("at_s", sa.Double(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("held_reason", sa.String(length=500), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('published', 'held', 'removed')", name=op.f("ck_post_state")),
        sa.CheckConstraint("at_s >= 0", name=op.f("ck_post_place")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name="fk_post_episode_id_episode", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["parent_id"], ["post.id"], name="fk_post_parent_id_post", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name="fk_post_profile_id_profile", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name="fk_post_title_id_title", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_post"),
        sa.UniqueConstraint("profile_id", "key", name="uq_post_profile_id_key"),
    )
    op.create_index("ix_post_episode_id", "post", ["episode_id"])
    op.create_index("ix_post_parent_id", "post", ["parent_id"])
    op.create_index("ix_post_removed_at", "post", ["removed_at"])
    op.create_index("ix_post_title_id_state_id", "post", ["title_id", "state", "id"])
    op.create_table(
        "request",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=True),
        sa.Column("video_id", sa.Integer(), nullable=True),
        sa.Column("at_s", sa.Double(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('problem', 'wish')", name=op.f("ck_request_kind")),
        sa.CheckConstraint("state IN ('open', 'done', 'declined')", name=op.f("ck_request_state")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name="fk_request_profile_id_profile", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name="fk_request_title_id_title", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], name="fk_request_video_id_video", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_request"),
        sa.UniqueConstraint("profile_id", "key", name="uq_request_profile_id_key"),
    )
    op.create_index("ix_request_state_id", "request", ["state", "id"])
    op.create_index("ix_request_title_id", "request", ["title_id"])
    op.create_index("ix_request_video_id", "request", ["video_id"])
    op.create_table(
        "request_reply",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("is_from_staff", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_request_reply_account_id_account", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name="fk_request_reply_request_id_request", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_request_reply"),
    )
    op.create_index("ix_request_reply_account_id", "request_reply", ["account_id"])
    op.create_index("ix_request_reply_request_id", "request_reply", ["request_id"])
    with op.batch_alter_table("profile") as profile:
        profile.add_column(sa.Column("is_simulated", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("playback", sa.Column("watched_s", sa.Double(), server_default="0", nullable=False))
    op.create_index("ix_playback_created_at", "playback", ["created_at"])
    op.add_column("progress", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    for had, gets in GIVEN:
        has = sa.select(GRANTS.c.role_id).where(GRANTS.c.permission == gets)
        gives = sa.select(GRANTS.c.role_id, sa.literal(gets)).where(
            GRANTS.c.permission == had, GRANTS.c.role_id.not_in(has)
        )
        op.execute(GRANTS.insert().from_select(["role_id", "permission"], gives))


def downgrade() -> None:
    """Without them. Grants stay: they say nothing to the older house."""
    op.drop_column("progress", "told_at")
    op.drop_index("ix_playback_created_at", table_name="playback")
    op.drop_column("playback", "watched_s")
    with op.batch_alter_table("profile") as profile:
        profile.drop_column("is_simulated")
    for name in reversed(TABLES):
        op.drop_table(name)

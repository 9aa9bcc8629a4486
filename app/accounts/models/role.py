"""Roles carry permissions; guards ask for a permission and never for a role."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation.db import Entity, Row, db


class Permission(StrEnum):
    """Everything that a role may allow, as `feature:action`."""

    ADMIN_ENTER = "admin:enter"
    CATALOGUE_EDIT = "catalogue:edit"
    MEDIA_UPLOAD = "media:upload"
    REVIEWS_MODERATE = "reviews:moderate"
    MODERATION_DECIDE = "moderation:decide"
    REQUESTS_ANSWER = "requests:answer"
    RECOMMENDATIONS_TRAIN = "recommendations:train"
    ACCOUNTS_MANAGE = "accounts:manage"
    GROUPS_MANAGE = "groups:manage"
    ROLES_MANAGE = "roles:manage"
    SETTINGS_EDIT = "settings:edit"
    JOBS_MANAGE = "jobs:manage"
    AUDIT_READ = "audit:read"
    MAIL_READ = "mail:read"


account_role = Table(
    "account_role",
    db.metadata,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Row, Entity):
    """A named set of permissions, such as editor."""

    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str] = mapped_column(String(200), default="")
    grants: Mapped[list[RolePermission]] = relationship(
        back_populates="role", cascade="all, delete-orphan", order_by="RolePermission.permission", lazy="selectin"
    )

    @property
    def permissions(self) -> set[str]:
        """What the role allows."""
        return {grant.permission for grant in self.grants}

    def allow(self, *permissions: str) -> None:
        """Make these the role's permissions, keeping rows that stand already."""
        wanted = set(permissions)
        self.grants = [g for g in self.grants if g.permission in wanted] + [
            RolePermission(permission=p) for p in sorted(wanted - self.permissions)
        ]

    def __str__(self) -> str:
        return self.name


class RolePermission(Entity):
    """One permission of one role."""

    role_id: Mapped[int] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"), primary_key=True)
    permission: Mapped[str] = mapped_column(String(60), primary_key=True)
    role: Mapped[Role] = relationship(back_populates="grants")

    def __str__(self) -> str:
        return self.permission

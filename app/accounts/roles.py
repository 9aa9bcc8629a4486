"""The roles that every house begins with."""

from __future__ import annotations

from app.accounts.models import Account, Permission, Role
from app.foundation import audit
from app.foundation.db import db

EDITOR, MODERATOR, ADMIN = "editor", "moderator", "admin"
DEFAULTS = {
    EDITOR: (
        "Adds films and series, uploads and publishes them",
        (
            Permission.ADMIN_ENTER,
            Permission.CATALOGUE_EDIT,
            Permission.MEDIA_UPLOAD,
            Permission.JOBS_MANAGE,
            Permission.REQUESTS_ANSWER,
        ),
    ),
    MODERATOR: (
        "Decides about reviews, posts and reports",
        (Permission.ADMIN_ENTER, Permission.REVIEWS_MODERATE, Permission.MODERATION_DECIDE),
    ),
    ADMIN: ("May do everything", tuple(Permission)),
}


def ensure_roles() -> dict[str, Role]:
    """The default roles by name, made where missing; an admin always may everything, others stay as they were set."""
    standing = {role.name: role for role in db.session.scalars(db.select(Role).where(Role.name.in_(DEFAULTS)))}
    roles = {name: standing.get(name) or _make(name) for name in DEFAULTS}
    roles[ADMIN].allow(*Permission)
    return roles


def give_role(account: Account, role: Role) -> None:
    """Let the account do what the role allows; noted in the audit."""
    if role not in account.roles:
        account.roles.append(role)
        audit.record("role-given", account.email, account_id=account.id, role=role.name)


def _make(name: str) -> Role:
    description, permissions = DEFAULTS[name]
    role = Role(name=name, description=description)
    role.allow(*permissions)
    db.session.add(role)
    return role

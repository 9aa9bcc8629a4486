"""Which providers there are, to whom an account is joined there, and how it could be got into at all."""

from __future__ import annotations

import re
from typing import Any

from flask import abort
from sqlalchemy.orm import joinedload

from app.accounts.factors.passkeys import passkeys_of
from app.accounts.models import Account, SocialAccount, SocialApplication
from app.accounts.social.arriving import SEALED_FOR
from app.accounts.social.provider import revoke
from app.foundation import audit
from app.foundation.db import db, reading
from app.foundation.errors import Sentence
from app.foundation.jobs import Run, enqueue, job
from app.foundation.signing import unseal

SLUG = re.compile(r"[a-z0-9-]{1,40}")
LAST = Sentence("This is the only way into your account. Have a password first: ask for one by “Lost the password?”.")


def applications() -> list[SocialApplication]:
    """Those that people may sign in with, by name."""
    select = db.select(SocialApplication).where(SocialApplication.is_enabled)
    return list(db.session.scalars(select.order_by(SocialApplication.name)))


def find_application(slug: str) -> SocialApplication:
    """One of them, else 404."""
    if not SLUG.fullmatch(slug):
        abort(404)
    mine = SocialApplication.slug == slug, SocialApplication.is_enabled
    application: SocialApplication = db.first_or_404(db.select(SocialApplication).where(*mine))
    return application


def joined_to(account: Account) -> list[SocialAccount]:
    """Who the account is elsewhere."""
    mine = db.select(SocialAccount).where(SocialAccount.account_id == account.id).order_by(SocialAccount.id)
    whole = joinedload(SocialAccount.application), joinedload(SocialAccount.token)
    return list(db.session.scalars(mine.options(*whole)))


def find_joined(social_id: int, account: Account) -> SocialAccount:
    """One of the account's own, else 404."""
    mine = SocialAccount.id == social_id, SocialAccount.account_id == account.id
    row: SocialAccount = db.first_or_404(db.select(SocialAccount).where(*mine))
    return row


def part(row: SocialAccount) -> None:
    """Part them, in the current transaction; what the provider handed out is given back. 409 for the last way in."""
    keep_a_way_in(row.account, without=int(row.application.is_enabled))
    if row.token is not None:
        token = {"sealed": row.token.sealed_token, "is_refresh": row.token.is_refresh}
        enqueue("accounts.revoke-token", application_id=row.application_id, token=token)
    audit.record("social-parted", row.application.name)
    db.session.delete(row)


def keep_a_way_in(account: Account, without: int) -> None:
    """409 where an account has no password and would lose its last other way in. Its row is locked first, so that
    two who take away different ones come one after the other."""
    db.session.get_one(Account, account.id, with_for_update=True)
    others = len(passkeys_of(account)) + sum(row.application.is_enabled for row in joined_to(account))
    if not account.password_hash and others <= without:
        abort(409, LAST)


@job("accounts.revoke-token")
def revoke_token(_run: Run, application_id: int, token: dict[str, Any]) -> None:
    """Give a token back to its provider."""
    with reading():
        application = db.session.get(SocialApplication, application_id)
    if application is not None:
        revoke(application, unseal(SEALED_FOR, token["sealed"]), is_refresh=token["is_refresh"])

"""Who sees a title, and of those who do not, by which rule: for editors who are asked why it is not there."""

from __future__ import annotations

from sqlalchemy import or_
from sqlalchemy.orm import joinedload

from app.accounts.current import current_account
from app.accounts.models import Household, Permission
from app.catalogue.models import Title
from app.catalogue.visibility import Rule, why_hidden
from app.foundation.db import db
from app.foundation.text import clean_line
from app.profiles.models import Profile

MOST = 20


def seen_by(title: Title, asked: str) -> list[tuple[Profile, list[Rule]]]:
    """The first twenty profiles whose name, or household's name, has this in it, each with what hides the title.

    Whoever does not manage accounts sees their own household alone.
    """
    words = clean_line(asked)[:60]
    select = db.select(Profile).join(Profile.household).options(joinedload(Profile.household)).order_by(Profile.id)
    if not current_account.can(Permission.ACCOUNTS_MANAGE):
        home = current_account.membership
        select = select.where(Profile.household_id == (home.household_id if home else 0))
    if words:
        named = (column.icontains(words, autoescape=True) for column in (Profile.name, Household.name))
        select = select.where(or_(*named))
    return [(profile, why_hidden(title, profile)) for profile in db.session.scalars(select.limit(MOST)).unique()]

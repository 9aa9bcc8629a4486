"""The accounts of a household: who is in, who is invited, and how one is invited or let go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort
from sqlalchemy.orm import joinedload

from app.accounts import invitations, letters
from app.accounts.models import Account, HouseholdMember, OneTimeLink, Purpose
from app.accounts.queries import is_taken
from app.accounts.registration import found_household
from app.foundation import audit, clock
from app.foundation.db import db
from app.foundation.mail import absolute
from app.foundation.settings import current_site
from app.foundation.words import short_day
from app.profiles.forms import MemberForm

MOST = 12  # accounts of a household, those invited among them
LASTS = timedelta(days=7)


def invited_to(household_id: int) -> list[OneTimeLink]:
    """The invitations that wait, oldest first."""
    waiting = OneTimeLink.purpose == Purpose.INVITE, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > clock.now()
    mine = db.select(OneTimeLink).where(OneTimeLink.household_id == household_id, *waiting)
    return list(db.session.scalars(mine.order_by(OneTimeLink.id)))


def members_of(household_id: int) -> list[HouseholdMember]:
    """The accounts with their addresses, owners first: two statements, however many there are."""
    here = db.select(HouseholdMember).where(HouseholdMember.household_id == household_id)
    whole = joinedload(HouseholdMember.account).selectinload(Account.addresses)
    rows = db.session.scalars(here.options(whole).order_by(HouseholdMember.account_id))
    return sorted(rows, key=lambda row: not row.is_owner)


def why_closed(members: int, waiting: int) -> str:
    """Why nobody can be invited; empty where somebody can."""
    if not current_site().owners_invite:
        return "Whoever runs this house decides who gets an account."
    if not letters.are_sent():
        return "This house sends no letters, so nobody can be invited from here."
    return f"A household has at most {MOST} accounts." if members + waiting >= MOST else ""


def facts_for(membership: HouseholdMember, form: MemberForm | None = None) -> dict[str, Any]:
    """What the page says about the accounts; the invitations, and the form for more, to its owner alone."""
    members = members_of(membership.household_id)
    if not membership.is_owner:
        return {"members": members, "invited": [], "form": None, "closed": ""}
    waiting = invited_to(membership.household_id)
    closed = why_closed(len(members), len(waiting))
    return {"members": members, "invited": waiting, "closed": closed, "form": None if closed else form or MemberForm()}


def invite(owner: Account, address: str) -> None:
    """Write to this address, in the current transaction. Whoever has an account gets another letter; the owner is not
    told which of the two it was."""
    assert owner.membership is not None  # noqa: S101 - the caller has asked
    household = owner.membership.household
    token = invitations.invite(address, lasts=LASTS, household=household)
    facts = {"by": owner.name, "until": short_day(clock.now() + LASTS)}
    if is_taken(address):
        letters.write("invite-home-taken", address, **facts)
    else:
        letters.write("invite-home", address, url=absolute(f"/register?invitation={token}"), **facts)
    audit.record("member-invited", address)


def find_invited(owner: Account, invitation_id: int) -> OneTimeLink:
    """One of the household's invitations that wait, else 404."""
    assert owner.membership is not None  # noqa: S101 - the caller has asked
    waiting = {row.id: row for row in invited_to(owner.membership.household_id)}
    return waiting.get(invitation_id) or abort(404)


def find_member(owner: Account, account_id: int) -> Account:
    """A member of the owner's household who is no owner, else 404."""
    assert owner.membership is not None  # noqa: S101 - the caller has asked
    members = {row.account_id: row for row in owner.membership.household.members if not row.is_owner}
    row = members.get(account_id) or abort(404)
    account: Account = row.account
    return account


def let_go(member: Account, by: Account) -> None:
    """Give a member a household of their own, in the current transaction. The profiles stay with the old one; whoever
    watched as one of them is at the gate again."""
    member.membership = None
    db.session.flush()
    found_household(member)
    audit.record("member-removed", member.name)
    letters.tell(member, "left-home", by=by.name)

"""Whoever comes back from a provider: known, new, or to be joined to an account; all in the current transaction."""

from __future__ import annotations

from app.accounts import addresses, invitations
from app.accounts.models import Account, EmailAddress, OneTimeLink, SocialAccount, SocialApplication, SocialToken
from app.accounts.models.account import Awaits
from app.accounts.queries import find_by_address
from app.accounts.registration import move_in
from app.accounts.social.provider import Person
from app.foundation import audit, clock
from app.foundation.db import db
from app.foundation.signing import seal

SEALED_FOR = "social-token"
LONGEST_TOKEN = 5_000  # sealed it fits into its column


class NotLetIn(Exception):
    """The provider knows them, but this house has no door for them; the message says why."""


def find_known(person: Person) -> SocialAccount | None:
    """Who they are here, if they were joined to an account before."""
    whose = SocialAccount.issuer == person.issuer, SocialAccount.subject == person.subject
    return db.session.scalar(db.select(SocialAccount).where(*whose))


def join(application: SocialApplication, person: Person, account: Account) -> SocialAccount:
    """Join them to this account. Raises NotLetIn where they are joined to another."""
    row = find_known(person)
    if row is not None and row.account_id != account.id:
        raise NotLetIn(f"{person.called} at {application.name} belongs to another account of this house.")
    if row is None:
        row = SocialAccount(application=application, issuer=person.issuer, subject=person.subject, account=account)
        row.called = person.called[:254]
        db.session.add(row)
        audit.record("social-joined", application.name, account_id=account.id)
    keep(row, person)
    return row


def keep(row: SocialAccount, person: Person) -> None:
    """Note that they came, and what the provider handed out, sealed."""
    row.used_at, row.called = clock.now(), person.called[:254]
    if not person.token or len(person.token) > LONGEST_TOKEN:
        row.token = None
        return
    row.token = row.token or SocialToken()
    row.token.sealed_token, row.token.is_refresh = seal(SEALED_FOR, person.token), person.is_refresh
    row.token.scope, row.token.expires_at = person.scope, person.expires_at


def let_in(application: SocialApplication, person: Person, invitation: OneTimeLink | None) -> Account:
    """The account of somebody who was not joined to one: by an address that both sides hold for proven, or a new one.

    Raises NotLetIn.
    """
    address = _proven_address(application, person)
    standing = find_by_address(address) if address else None
    account = _by_address(application, person, standing) if standing else _new(application, person, address, invitation)
    join(application, person, account)
    return account


def _by_address(application: SocialApplication, person: Person, standing: Account) -> Account:
    """Only where the house trusts the provider with addresses, and the address was proven here, too: else whoever
    registers somebody's address first, here or there, would get their films."""
    proven = any(row.address == person.address.lower() and row.verified_at for row in standing.addresses)
    if not (application.trusts_addresses and proven):
        words = f"An account with the address {person.address} stands here. Sign in with its password, and join"
        raise NotLetIn(f"{words} {application.name} on its page.")
    return standing


def _new(application: SocialApplication, person: Person, address: str, invitation: OneTimeLink | None) -> Account:
    if not address:
        raise NotLetIn(f"{application.name} tells no address that is proven. Make an account with a password first.")
    invited = invitation is not None and invitation.address == address
    account = Account(name=person.name or address.partition("@")[0][:80])
    account.awaits = "" if invited or application.makes_accounts else _awaited(address)
    account.addresses.append(EmailAddress(address=address, is_primary=True, verified_at=clock.now()))
    move_in(account, household=invitation.household if invited and invitation else None)
    if invited and invitation and not invitations.accept(invitation, account):
        raise NotLetIn("This invitation was used already.")
    return account


def _awaited(address: str) -> str:
    if not invitations.is_registration_open():
        raise NotLetIn("This house opens by invitation: ask its owner for one.")
    try:
        waits = invitations.awaited(address)
    except ValueError as error:
        raise NotLetIn(str(error)) from error
    return "" if waits == Awaits.ADDRESS else waits  # the provider has seen to that


def _proven_address(application: SocialApplication, person: Person) -> str:
    """The address, where it is proven: by the provider's word, or by the house's trust where it says nothing."""
    if person.is_proven or (person.is_proven is None and application.trusts_addresses):
        return addresses.as_kept(person.address)
    return ""

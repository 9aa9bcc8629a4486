"""The demo's accounts, households and profiles as rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.accounts.models import Account, EmailAddress, Household
from app.accounts.registration import move_in
from app.accounts.roles import ensure_roles, give_role
from app.demo.members import move_members_in
from app.demo.programme import ACCOUNTS
from app.demo.programme.shapes import DemoAccount, DemoProfile, Duty
from app.foundation import clock
from app.foundation.db import db
from app.profiles.models import Profile


@dataclass
class Everybody:
    """Who moved in: the accounts by duty, every profile by name, and the ids of what was made."""

    accounts: dict[Duty, Account]
    profiles: dict[str, Profile] = field(default_factory=dict)
    made: dict[str, list[int]] = field(default_factory=dict)

    @property
    def editor(self) -> Account:
        """Who added the titles."""
        return self.accounts["editor"]


def move_everybody_in(hashes: Mapping[str, str], pins: Mapping[str, str]) -> Everybody:
    """Make the accounts (by e-mail address: password hash) with their households, roles and profiles (by PIN: hash),
    and the made-up members, who have no account."""
    roles = ensure_roles()
    accounts: dict[Duty, Account] = {demo.duty: _account(demo, hashes[demo.email]) for demo in ACCOUNTS}
    everybody = Everybody(accounts)
    households = []
    for seed, demo in enumerate(ACCOUNTS):
        household = move_in(accounts[demo.duty], demo.household)
        households.append(household.id)
        if demo.duty in roles:
            give_role(accounts[demo.duty], roles[demo.duty])
        for place, profile in enumerate(demo.profiles):
            everybody.profiles[profile.name] = _profile(household, profile, pins, 5 * seed + 3 * place)
    members, homes = move_members_in()
    everybody.profiles |= members
    households += homes
    db.session.flush()
    everybody.made = {"accounts": [account.id for account in accounts.values()], "households": households}
    return everybody


def _account(demo: DemoAccount, password_hash: str) -> Account:
    account = Account(name=demo.profiles[0].name, password_hash=password_hash)
    account.addresses.append(EmailAddress(address=demo.email, is_primary=True, verified_at=clock.now()))
    return account


def _profile(household: Household, demo: DemoProfile, pins: Mapping[str, str], seed: int) -> Profile:
    named = db.select(Profile).filter_by(household_id=household.id, name=demo.name)
    profile = db.session.scalar(named) or Profile(household=household, name=demo.name)
    profile.maturity_limit, profile.avatar_seed = demo.maturity, seed
    profile.pin_hash = pins[demo.pin] if demo.pin else ""
    db.session.add(profile)
    return profile

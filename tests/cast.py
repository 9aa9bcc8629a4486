"""The cast: who acts in the tests, and how they ask for pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from app.accounts import passwords
from app.accounts.models import Account, AccountSession, EmailAddress, Household, Permission, Role
from app.accounts.models.household import MEMBER, OWNER
from app.foundation.db import db
from app.foundation.signing import new_token
from app.profiles.models import Profile

PASSWORD = "seats in the dark 7"
RAW_CSRF = "c" * 40
STAFF = {
    "editor": (
        Permission.ADMIN_ENTER,
        Permission.CATALOGUE_EDIT,
        Permission.MEDIA_UPLOAD,
        Permission.JOBS_MANAGE,
        Permission.REQUESTS_ANSWER,
    ),
    "moderator": (Permission.ADMIN_ENTER, Permission.REVIEWS_MODERATE, Permission.MODERATION_DECIDE),
    "admin": tuple(Permission),
}


@cache
def password_hash() -> str:
    """PASSWORD hashed once for all, since argon2 is slow on purpose."""
    return passwords.hash_password(PASSWORD)


class Browser(FlaskClient):
    """A client whose every request has a context of its own, though the test holds one open: what a request
    remembers of somebody (`g`) must not reach the next one, who may be somebody else."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send it."""
        with self.application.app_context():
            return super().open(*args, **kwargs)


@dataclass
class Person:
    """Somebody with a browser: `get` and `post`, as a page or (`fragment=True`) as HTMX asks."""

    app: Flask
    account: Account | None = None
    profile: Profile | None = None
    client: FlaskClient = field(init=False)
    csrf: str = field(init=False)
    session_id: str = ""

    def __post_init__(self) -> None:
        self.client = Browser(self.app, self.app.response_class)
        serializer = URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token")
        self.csrf = serializer.dumps(RAW_CSRF)
        with self.client.session_transaction() as cookie:
            cookie["csrf_token"], cookie["csrf_kept"] = RAW_CSRF, self.csrf
            if self.account is not None:
                cookie["_user_id"] = self._session_token()

    def _session_token(self) -> str:
        assert self.account is not None
        token = new_token()
        row = AccountSession.begin(self.account, token, "127.0.0.1", "tests")
        row.profile_id = self.profile.id if self.profile else None
        db.session.add(row)
        db.session.commit()
        self.session_id = row.id
        return token

    def get(self, path: str, *, fragment: bool = False, **more: Any) -> TestResponse:
        """Ask for a page, or for a fragment of it."""
        return self.client.get(path, headers=self._headers(fragment, more), **more)

    def open(self, method: str, path: str, **more: Any) -> TestResponse:
        """Any method; what changes something brings its CSRF token."""
        token = {} if method in ("GET", "HEAD", "OPTIONS") else {"X-CSRFToken": self.csrf}
        return self.client.open(path, method=method, headers={**token, **more.pop("headers", {})}, **more)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, fragment: bool = False, **more: Any
    ) -> TestResponse:
        """Send a form with its CSRF token."""
        form = {"csrf_token": self.csrf, **(data or {})}
        return self.client.post(path, data=form, headers=self._headers(fragment, more), **more)

    @staticmethod
    def _headers(fragment: bool, more: dict[str, Any]) -> dict[str, str]:
        return {**({"HX-Request": "true"} if fragment else {}), **more.pop("headers", {})}


class Cast:
    """Elm Street (owner Ruth with Teo, 15, and Mia, 7; member Nana), the stranger Iris of Quay 3, and the staff."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.elm, self.quay = Household(name="Elm Street 14"), Household(name="Quay 3")
        db.session.add_all([self.elm, self.quay])
        self.accounts = {
            "owner": self._account("Ruth", self.elm, OWNER),
            "member": self._account("Nana", self.elm, MEMBER),
            "stranger": self._account("Iris", self.quay, OWNER),
        }
        for name, permissions in STAFF.items():
            self.accounts[name] = self._staff(name, permissions)
        self.profiles = {
            "owner": self._profile("Ruth", self.elm, 18),
            "teenager": self._profile("Teo", self.elm, 15),
            "child": self._profile("Mia", self.elm, 7),
            "member": self._profile("Nana", self.elm, 18),
            "stranger": self._profile("Iris", self.quay, 18),
        }
        for name in STAFF:
            household = self.accounts[name].membership.household  # type: ignore[union-attr]
            self.profiles[name] = self._profile(name.title(), household, 18)
        db.session.commit()

    def person(self, name: str) -> Person:
        """Somebody of the cast, signed in with a profile chosen; `anonymous` is nobody."""
        if name == "anonymous":
            return Person(self.app)
        account = self.accounts.get(name, self.accounts["owner"])
        return Person(self.app, account, self.profiles[name])

    def __getattr__(self, name: str) -> Person:
        if name in ("owner", "teenager", "child", "member", "stranger", "anonymous", *STAFF):
            person = self.person(name)
            setattr(self, name, person)
            return person
        raise AttributeError(name)

    def _account(self, name: str, household: Household, role: str) -> Account:
        account = Account(name=name, password_hash=password_hash())
        account.addresses.append(EmailAddress(address=f"{name.lower()}@example.org", is_primary=True))
        household.admit(account, role)
        db.session.add(account)
        return account

    def _staff(self, name: str, permissions: tuple[str, ...]) -> Account:
        household = Household(name=f"{name.title()}’s rooms")
        db.session.add(household)
        role = Role(name=name)
        role.allow(*permissions)
        account = self._account(name.title(), household, OWNER)
        account.roles.append(role)
        return account

    def _profile(self, name: str, household: Household, limit: int) -> Profile:
        profile = Profile(name=name, household=household, maturity_limit=limit, avatar_seed=len(name))
        db.session.add(profile)
        return profile

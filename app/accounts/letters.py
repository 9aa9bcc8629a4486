"""Letters about somebody's account, each in plain text and in HTML, put into the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template

from app.accounts.models import Account
from app.foundation import mail
from app.foundation.settings import current_site


@dataclass(frozen=True)
class Letter:
    """Its subject, and what it says before and after its link."""

    subject: str
    before: str
    after: str = ""


IF_NOT_YOU = "If this was not you, ask for a new password at once; that signs everybody else out."
LETTERS = {
    "registered-again": Letter(
        "You have an account at {house} already",
        "Somebody, perhaps you, tried to make an account at {house} with this address. It has one; sign in here:",
        "If you have forgotten your password, ask there for a new one. If it was not you, do nothing.",
    ),
    "first-password": Letter(
        "You have an account at {house}",
        "An account at {house} was made for you. Choose your password here, once, within three days:",
        "If you come too late, ask for a new password at the door.",
    ),
    "reset": Letter(
        "A new password for {house}",
        "Somebody, we hope you, asked for a new password. Choose it here within two hours:",
        "If you asked for nothing, do nothing: your password stays as it is.",
    ),
    "verify": Letter(
        "Is this your address? {house} asks",
        "Somebody, we hope you, gave this address at {house}. Say that it is yours within three days:",
        "If you know nothing of it, do nothing.",
    ),
    "invite": Letter(
        "You are invited to {house}",
        "{by} invites you to {house}. The link makes an account for this address, once, until {until}:",
        "If you do not want one, do nothing.",
    ),
    "invite-home": Letter(
        "{by} invites you home at {house}",
        "{by} invites you into the household at {house}. The link makes an account for this address, once, until "
        "{until}:",
        "If you do not want one, do nothing.",
    ),
    "invite-home-taken": Letter(
        "{by} invites you home at {house}",
        "{by} invites you into the household at {house}. You have an account there already, so it stays where it is; "
        "whoever runs {house} can move it.",
    ),
    "left-home": Letter(
        "You have a household of your own at {house}",
        "{by} keeps a household that you watched with. Your account has one of its own from now on.",
    ),
    "password-changed": Letter("Your password for {house} was changed", "Your password was changed.", IF_NOT_YOU),
    "address-changed": Letter(
        "Your address at {house} was changed",
        "From now on {house} writes to {address}, and no longer here.",
        IF_NOT_YOU,
    ),
    "new-device": Letter(
        "A new sign-in to {house}",
        "Somebody signed in with {device}, from {address}. If it was you, there is nothing to do.",
        "Where you are signed in is listed on your account’s page. " + IF_NOT_YOU,
    ),
    "two-step-on": Letter(
        "{house} asks for a code from now on", "Signing in takes a code besides the password from now on.", IF_NOT_YOU
    ),
    "two-step-off": Letter(
        "{house} asks for no code any more", "Signing in takes the password alone from now on.", IF_NOT_YOU
    ),
    "leaving": Letter(
        "Your account at {house} goes in {days}",
        "You asked for your account to be deleted. It goes in {days}; until then you can keep it, on your data’s page.",
        IF_NOT_YOU,
    ),
    "approved": Letter("You may come in: {house}", "Your account is ready. Come in here:"),
}


def write(kind: str, recipient: str, *, name: str = "", url: str = "", **facts: Any) -> None:
    """Add the letter of this kind to the current transaction."""
    letter, facts["house"] = LETTERS[kind], current_site().name
    said = {part: getattr(letter, part).format(**facts) for part in ("subject", "before", "after")}
    text, html = (render_template(f"accounts/letter.{form}", name=name, url=url, **said) for form in ("txt", "html"))
    mail.send(kind, recipient, said["subject"], text, html)


def tell(account: Account, kind: str, **facts: Any) -> None:
    """Write to the account's primary address, if it has one."""
    if account.email:
        write(kind, account.email, name=account.name, **facts)


def are_sent() -> bool:
    """Whether letters leave the house, or somebody who tries things out can read them in its outbox."""
    return current_app.config["SMTP"] is not None or current_app.config["ENV"] != "production"

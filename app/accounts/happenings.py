"""What the audit's kinds mean, said to the person whom they concern."""

from __future__ import annotations

WORDS = {
    "account-registered": "You made this account",
    "signed-in": "Signed in",
    "sign-in-refused": "A sign-in with a wrong password",
    "signed-out": "Signed out",
    "password-confirmed": "Gave the password again",
    "password-changed": "Changed the password",
    "password-reset-asked": "Asked for a new password by letter",
    "password-reset": "Chose a new password by letter",
    "address-added": "Added an address",
    "address-verified": "Proved an address",
    "address-changed": "Chose another address for letters",
    "address-removed": "Forgot an address",
    "two-step-on": "Turned the second step on",
    "two-step-off": "Turned the second step off",
    "recovery-codes-made": "Made new recovery codes",
    "second-factor-refused": "A sign-in with a wrong code",
    "export-asked": "Asked for everything to take along",
    "leaving-asked": "Asked to be deleted",
    "leaving-taken-back": "Stays after all",
    "contract-changed": "Agreed on watching time with",
    "time-given": "Gave more watching time to",
    "passkey-made": "Made a passkey",
    "passkey-removed": "Removed a passkey",
    "social-joined": "Joined another sign-in",
    "social-parted": "Parted from another sign-in",
    "screen-signed-in": "Signed a screen in",
    "account-approved": "Was let in",
    "session-ended": "Signed another device out",
    "sessions-ended": "Signed all other devices out",
    "role-given": "Got a role",
    "invitation-used": "Came by invitation",
    "account-viewed": "An admin looked at your account’s page",
    "watching-answered": "Answered what somebody asked to watch",
    "member-invited": "Invited into the household",
    "invitation-withdrawn": "Took an invitation back",
    "member-removed": "Removed an account from the household",
    "profile-switched": "Watched as",
    "profile-added": "Added a profile",
    "profile-changed": "Changed a profile",
    "profile-removed": "Removed a profile",
}


def event_words(kind: str) -> str:
    """The kind in words; a kind that has none yet reads as it is written."""
    return WORDS.get(kind) or kind.replace("-", " ").capitalize()

"""Signed addresses of media, good for at most six hours: for one video, one profile and one session, as a rule."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.foundation import clock
from app.foundation.signing import is_mac, mac

PURPOSE = "media"
LIFE_S = 6 * 3600
STEP_S = 600
TOKEN = re.compile(r"(\d{1,12})\.([0-9a-f]{32})")


class Forged(Exception):
    """Nobody here has signed this for this viewer and this video."""


class Expired(Exception):
    """It was good once."""


@dataclass(frozen=True)
class Viewer:
    """Who watches (a profile), and through which signed-in browser: its session's lineage, so that a film plays on
    when the session gets a new id (the password was asked for in another tab)."""

    profile_id: int
    lineage: str


def media_prefix(reference: str, viewer: Viewer) -> str:
    """`/m/<token>/<video>/`, to which a name of the package is added."""
    return f"/m/{token_for(PURPOSE, reference, viewer.profile_id, viewer.lineage)}/{reference}/"


def check(token: str, reference: str, viewer: Viewer) -> None:
    """Raise Forged unless the token was made for this viewer and video, Expired when it is over."""
    check_token(token, PURPOSE, reference, viewer.profile_id, viewer.lineage)


def token_for(purpose: str, *whom: object) -> str:
    """`<expiry>.<signature>`.

    The expiry is a whole ten minutes, so that a page opened again names the same addresses.
    """
    expiry = (int(clock.now().timestamp()) + LIFE_S) // STEP_S * STEP_S
    return f"{expiry}.{mac(purpose, *whom, expiry)}"


def check_token(token: str, purpose: str, *whom: object) -> None:
    """Raise Forged unless the token was made for this purpose and these, Expired when it is over."""
    parts = TOKEN.fullmatch(token)
    if parts is None or not is_mac(parts[2], purpose, *whom, int(parts[1])):
        raise Forged
    if int(parts[1]) <= clock.now().timestamp():
        raise Expired

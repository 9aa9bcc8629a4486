"""PINs: four digits, five tries, then a minute's rest.

The tries are counted in the database for each browser's session, so that a child who guesses on the television does not
lock a grown-up out elsewhere; and for all sessions together, so that many browsers guess no faster than a few.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.passwords import hash_password, is_password
from app.foundation import clock
from app.foundation.db import writing
from app.foundation.limits import TokenBucket, forgive, open_bucket
from app.foundation.text import plural
from app.profiles.models import Profile

TRIES, TRIES_OF_ALL, REST_S = 5, 20, 60.0


def weakness(pin: str) -> str:
    """What is wrong with a PIN, as a sentence; empty when nothing is."""
    if not (len(pin) == 4 and pin.isascii() and pin.isdecimal()):
        return "Four digits, nothing else."
    return "Four digits, and not 1234 or four alike." if pin == "1234" or len(set(pin)) == 1 else ""


def hash_pin(pin: str) -> str:
    """What is kept of it; empty for none. As slow as a password's: call it outside a transaction."""
    return hash_password(pin) if pin else ""


@dataclass(frozen=True)
class Try:
    """One try: whether it was counted at all (False while resting), and how many are left."""

    counted: bool
    left: int

    @property
    def sentence(self) -> str:
        """What to say to whoever typed a wrong one."""
        if not self.counted:
            return "Five tries are used up. Give it a minute’s rest, then try again."
        if not self.left:
            return "Not that one. That was the last try; the next one is in a minute."
        return f"Not that one. {plural(self.left, 'try', 'tries')} left, then a minute’s rest."


def take_try(profile: Profile, session_id: str) -> Try:
    """Count a try in a transaction of its own. All are back a minute after the last one."""
    moment = clock.now().timestamp()
    with writing():
        own = _rested(_key(profile, session_id), TRIES, moment)
        of_all = _rested(_key(profile), TRIES_OF_ALL, moment)
        counted = min(own.tokens, of_all.tokens) >= 1
        for bucket in (own, of_all) if counted else ():
            bucket.tokens, bucket.counted_at = bucket.tokens - 1, moment
        return Try(counted, int(min(own.tokens, of_all.tokens)))


def is_pin(profile: Profile, pin: str) -> bool:
    """Whether this is the profile's PIN; 41 ms, so outside a transaction."""
    return is_password(pin, profile.pin_hash)


def forget_tries(profile: Profile, session_id: str) -> None:
    """The right one was given: this browser has all its tries again, in the current transaction."""
    forgive(_key(profile, session_id))


def _rested(key: str, tries: int, moment: float) -> TokenBucket:
    bucket = open_bucket(key, float(tries), moment)
    if abs(moment - bucket.counted_at) >= REST_S:
        bucket.tokens = float(tries)
    return bucket


def _key(profile: Profile, session_id: str = "") -> str:
    return f"pin:{profile.id}:{session_id}"

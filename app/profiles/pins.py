"""PINs: four digits, five tries, then a minute's rest. The tries are counted per profile, in the database."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.passwords import hash_password, is_password
from app.foundation import clock
from app.foundation.db import writing
from app.foundation.limits import forgive, open_bucket
from app.foundation.text import plural
from app.profiles.models import Profile

TRIES, REST_S = 5, 60.0


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


def take_try(profile: Profile) -> Try:
    """Count a try in a transaction of its own. All five are back a minute after the last one."""
    moment = clock.now().timestamp()
    with writing():
        bucket = open_bucket(_key(profile), float(TRIES), moment)
        if abs(moment - bucket.counted_at) >= REST_S:
            bucket.tokens = float(TRIES)
        counted = bucket.tokens >= 1
        if counted:
            bucket.tokens, bucket.counted_at = bucket.tokens - 1, moment
        return Try(counted, int(bucket.tokens))


def is_pin(profile: Profile, pin: str) -> bool:
    """Whether this is the profile's PIN; 41 ms, so outside a transaction."""
    return is_password(pin, profile.pin_hash)


def forget_tries(profile: Profile) -> None:
    """The right one was given: all tries are back, in the current transaction."""
    forgive(_key(profile))


def _key(profile: Profile) -> str:
    return f"pin:{profile.id}"

"""Passwords: argon2id (RFC 9106) at 19 MiB, t=2, p=1, OWASP's figures; 41 ms each. And which are too easy."""

from __future__ import annotations

import re
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from zxcvbn import zxcvbn

from app.foundation.aside import aside

SHORTEST, LONGEST = 8, 256
LOOKED_AT, GUESSED_BELOW = 72, 2
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
NOBODY = _hasher.hash("nobody signs in with this")


def hash_password(password: str) -> str:
    """The hash to keep. Slow on purpose: never inside a write transaction."""
    return aside(_hasher.hash, password)


def is_password(password: str, password_hash: str) -> bool:
    """Whether the password is the one hashed. Takes the same time when there is no hash at all."""
    try:
        return aside(_hasher.verify, password_hash or NOBODY, password) and bool(password_hash)
    except (Argon2Error, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether it was hashed with other costs than today's and should be hashed anew at sign-in."""
    return _hasher.check_needs_rehash(password_hash)


def weakness(password: str, own_words: Iterable[str] = ()) -> str:
    """What is wrong with a password, as a sentence; empty when nothing is. `own_words`: the name, the site, …"""
    if len(password) < SHORTEST:
        return f"Use {SHORTEST} characters or more."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if _core(password) in {_core(word) for word in own_words} - {""}:
        return "This is too close to your name, your address or this site’s name."
    if _is_guessed(password):
        return "Too many people use this one. Three or four unrelated words are easy to keep and hard to guess."
    return ""


def _core(text: str) -> str:
    """The word inside: no case, no digits and signs around it (`Matinee2026!` is `matinee`).

    Of a long text only the beginning: the search takes the square of its length.
    """
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text[:LONGEST].lower())


def _is_guessed(password: str) -> bool:
    """Whether a million guesses find it: zxcvbn (Wheeler, USENIX Security 2016) knows 30,000 passwords that leaked,
    names, words, years, keys beside each other, and how people dress them up. Signs around a word add little. Of a long
    one it looks at the beginning, which a rest only makes harder."""
    return _score(password) < GUESSED_BELOW or (bool(core := _core(password)) and _score(core) == 0)


def _score(text: str) -> int:
    return int(aside(zxcvbn, text[:LOOKED_AT])["score"])

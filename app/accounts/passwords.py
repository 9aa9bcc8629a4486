"""Passwords: argon2id (RFC 9106) at 19 MiB, t=2, p=1, OWASP's figures; 41 ms each."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST, LONGEST = 8, 256
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
NOBODY = _hasher.hash("nobody signs in with this")


def hash_password(password: str) -> str:
    """The hash to keep. Slow on purpose: never inside a write transaction."""
    return _hasher.hash(password)


def is_password(password: str, password_hash: str) -> bool:
    """Whether the password is the one hashed. Takes the same time when there is no hash at all."""
    try:
        return _hasher.verify(password_hash or NOBODY, password) and bool(password_hash)
    except (Argon2Error, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether it was hashed with other costs than today's and should be hashed anew at sign-in."""
    return _hasher.check_needs_rehash(password_hash)

"""Signed values: one salt per purpose, an expiry inside, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer


def sign(purpose: str, value: object) -> str:
    """An URL-safe token that carries `value`, good for this purpose only."""
    return str(_serializer(purpose).dumps(value))


def unsign(purpose: str, token: str, max_age_s: int) -> object | None:
    """The value inside `token`, or None when it is forged, of another purpose, or too old."""
    try:
        return _serializer(purpose).loads(token, max_age=max_age_s)
    except BadData:
        return None


def mac(purpose: str, *values: object) -> str:
    """HMAC-SHA-256 (RFC 2104) over the values, as 32 URL-safe characters (128 bits and more)."""
    message = "\x1f".join([purpose, *map(str, values)]).encode()
    return hmac.new(current_app.secret_key.encode(), message, hashlib.sha256).hexdigest()[:32]  # type: ignore[union-attr]


def is_mac(given: str, purpose: str, *values: object) -> bool:
    """Whether `given` is the mac of these values; takes the same time either way."""
    return hmac.compare_digest(given.encode(), mac(purpose, *values).encode())


def digest(token: str) -> str:
    """SHA-256 in hex: what is stored of a secret that only its holder knows."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt=f"matinee.{purpose}")  # type: ignore[arg-type]

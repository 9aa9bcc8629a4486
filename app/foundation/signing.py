"""Signed values: one salt per purpose, an expiry inside, compared in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken
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


def seal(purpose: str, secret: str) -> str:
    """A secret that we must read again, enciphered for the table (Fernet); the key is the house's and the purpose's."""
    return _cipher(purpose).encrypt(secret.encode()).decode()


def unseal(purpose: str, sealed: str) -> str:
    """What was sealed. Raises ValueError for anything that this house, with its present key, did not seal."""
    try:
        return _cipher(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise ValueError("This was sealed with another key.") from error


def _cipher(purpose: str) -> Fernet:
    key = hmac.new(current_app.secret_key.encode(), f"seal:{purpose}".encode(), hashlib.sha256)  # type: ignore[union-attr]
    return Fernet(base64.urlsafe_b64encode(key.digest()))

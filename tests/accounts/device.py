"""A device that holds passkeys, as an authenticator of the platform does (Web Authentication, sections 6.1 and 6.5)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Device:
    """One key pair on P-256, its count, and whether its owner was asked for a finger."""

    origin: str = "http://localhost"
    house: str = "localhost"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    user: str = ""
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> str:
        """Answer `create()`, without an attestation."""
        self.user = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor2.dumps(public)
        data = self._data(ATTESTED) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer(attestationObject=b64(statement), clientDataJSON=b64(client))

    def prove(self, options: dict[str, Any]) -> str:
        """Answer `get()`."""
        self.count += 1
        data, client = self._data(), self._client("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        said = {"authenticatorData": data, "clientDataJSON": client, "signature": signature}
        return self._answer(**{name: b64(value) for name, value in said.items()}, userHandle=self.user)

    def _data(self, more: int = 0) -> bytes:
        house = hashlib.sha256(self.house.encode()).digest()
        return house + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, **response: str) -> str:
        whole = {"id": b64(self.credential_id), "rawId": b64(self.credential_id), "type": "public-key"}
        return json.dumps({**whole, "response": response, "clientExtensionResults": {}})

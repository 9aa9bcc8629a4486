"""Talking with a provider: discovery, the way there with PKCE, state and nonce, and what it says on the way back.

OpenID Connect Core 1.0 and Discovery 1.0, the authorization code flow with PKCE (RFC 7636), by Authlib.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from authlib.integrations.flask_client import OAuth, OAuthError
from authlib.integrations.requests_client import OAuth2Session
from flask import current_app, request, session
from joserfc.errors import JoseError
from requests.exceptions import RequestException

from app.accounts.models import SocialApplication
from app.foundation.outward import guard
from app.foundation.text import clean_line

FRESH_S = 300
DISCOVERY = "/.well-known/openid-configuration"
SUBJECT = re.compile(r"[\x21-\x7e]{1,255}")
# never `none`, and no shared secrets: a key that is public would sign
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "RS384", "RS512", "ES384")
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderSilent(Exception):
    """The provider cannot be reached, or answers what is no OpenID Connect."""


class ProviderRefused(Exception):
    """The provider, or the browser that came back, does not prove who it is."""


@dataclass(frozen=True)
class Person:
    """Somebody as a provider knows them. `address` is empty where it tells none; `is_proven` is what it claims, None
    where it claims nothing."""

    issuer: str
    subject: str
    name: str
    address: str
    is_proven: bool | None
    token: str
    is_refresh: bool
    scope: str
    expires_at: datetime | None

    @property
    def called(self) -> str:
        """How to name them to people."""
        return self.address or self.name or self.subject


def send_there(application: SocialApplication, *, again: bool = False) -> tuple[str, str]:
    """The address of the provider to go to, and the state that comes back with the answer. `again`: it shall ask for
    the password even if it knows the browser. Raises ProviderSilent."""
    more = {"prompt": "login", "max_age": 0} if again else {}
    try:
        client = _client(application)
        _discover(client, application.issuer)
        found = client.create_authorization_url(_way_back(application), **more)
        _forget_earlier()
        kept = {name: found[name] for name in ("state", "nonce", "code_verifier")}
        client.save_authorize_data(redirect_uri=_way_back(application), **kept)
    except (RequestException, OAuthError, ValueError, TypeError, RuntimeError) as error:
        raise ProviderSilent(str(error)) from error
    return found["url"], found["state"]


def who_comes_back(application: SocialApplication, *, again: bool = False) -> Person:
    """Who this request's answer is about. Its state is this browser's and is used up by asking; the code is changed
    for tokens at the provider, and the ID token's signature, issuer, audience, nonce and time are looked at.

    Raises ProviderRefused, ProviderSilent.
    """
    try:
        client = _client(application)
        metadata = _discover(client, application.issuer)
        told = request.args.get("iss")
        if told is not None and told != metadata["issuer"]:
            raise ProviderRefused("The answer is another provider's (RFC 9207).")
        token = client.authorize_access_token()
    except (OAuthError, JoseError) as error:
        raise ProviderRefused(str(error)) from error
    except (RequestException, ValueError, TypeError, KeyError, RuntimeError) as error:
        raise ProviderSilent(str(error)) from error
    claims = token.get("userinfo")
    if not claims:
        raise ProviderRefused("There is no ID token.")
    if again and _is_old(claims):
        raise ProviderRefused("The provider did not ask for the password again.")
    return _person(token, claims)


def check(issuer: str, *, inside: bool) -> None:
    """Ask a provider for what it publishes. Raises ProviderSilent with a sentence."""
    client = _client(SocialApplication(issuer=issuer, client_id="", slug="check", is_inside=inside, scopes=""))
    try:
        _discover(client, issuer)
    except (RequestException, ValueError, TypeError) as error:
        raise ProviderSilent(str(error)) from error


def revoke(application: SocialApplication, token: str, *, is_refresh: bool) -> None:
    """Give a token back (RFC 7009), where the provider takes them. Raises ProviderSilent."""
    try:
        client = _client(application)
        metadata = _discover(client, application.issuer)
        if not metadata.get("revocation_endpoint"):
            return
        with client._get_oauth_client(**metadata) as house:
            hint = "refresh_token" if is_refresh else "access_token"
            house.revoke_token(metadata["revocation_endpoint"], token=token, token_type_hint=hint)
    except (RequestException, OAuthError, ValueError, TypeError) as error:
        raise ProviderSilent(str(error)) from error


def _client(application: SocialApplication) -> Any:
    """Raises ValueError where the secret was sealed with another key of the house."""
    inside = application.is_inside

    class House(OAuth2Session):
        """A session that asks as the house asks."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            guard(self, inside=inside)

    registry = OAuth()
    registry.app = current_app
    registry.oauth2_client_cls = type("Client", (registry.oauth2_client_cls,), {"client_cls": House})
    return registry.register(
        application.slug,
        client_id=application.client_id,
        client_secret=application.secret or None,
        server_metadata_url=application.issuer.rstrip("/") + DISCOVERY,
        client_kwargs={"scope": application.scopes, "code_challenge_method": "S256"},
    )


def _forget_earlier() -> None:
    """Ways that were begun and left: one is pending in a browser, so that its cookie does not grow."""
    for name in [key for key in session if key.startswith("_state_")]:
        session.pop(name)


def _discover(client: Any, issuer: str) -> Mapping[str, Any]:
    """What the provider publishes about itself; raises ValueError for another's (Discovery 1.0, section 4.3)."""
    metadata = client.load_server_metadata()
    if metadata.get("issuer") != issuer:
        raise ValueError(f"It calls itself {clean_line(str(metadata.get('issuer')))[:200]}, which is another issuer.")
    if missing := [name for name in NEEDED if not str(metadata.get(name, "")).startswith(("https://", "http://"))]:
        raise ValueError(f"It does not say its {missing[0]}.")
    told = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    taken = [name for name in told if name in ALGORITHMS]
    if not taken:
        raise ValueError("It signs in no way that is taken here.")
    client.server_metadata["id_token_signing_alg_values_supported"] = taken
    return metadata


def _is_old(claims: Mapping[str, Any]) -> bool:
    """Whether the provider says that it asked long ago; one that says nothing was asked to ask, and is believed."""
    at = claims.get("auth_time")
    return isinstance(at, int | float) and datetime.now(UTC).timestamp() - at > FRESH_S


def _person(token: Mapping[str, Any], claims: Mapping[str, Any]) -> Person:
    subject = str(claims.get("sub", ""))
    if not SUBJECT.fullmatch(subject):
        raise ProviderRefused("The subject is none.")
    proven, expires = claims.get("email_verified"), token.get("expires_at")
    kept = token.get("refresh_token") or token.get("access_token") or ""
    return Person(
        issuer=str(claims["iss"]),
        subject=subject,
        name=clean_line(str(claims.get("name") or claims.get("preferred_username") or ""))[:80],
        address=clean_line(str(claims.get("email") or ""))[:254],
        is_proven=None if proven is None else proven in (True, "true"),
        token=str(kept),
        is_refresh="refresh_token" in token,
        scope=clean_line(str(token.get("scope") or ""))[:300],
        expires_at=datetime.fromtimestamp(expires, UTC) if isinstance(expires, int | float) else None,
    )


def _way_back(application: SocialApplication) -> str:
    return request.host_url.rstrip("/") + application.way_back

"""Providers that many people have, so that nobody has to look up an issuer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    """A provider's name and its issuer, in which `<…>` is to be filled in."""

    name: str
    issuer: str
    is_inside: bool = False


PRESETS = {
    "google": Preset("Google", "https://accounts.google.com"),
    "microsoft": Preset("Microsoft", "https://login.microsoftonline.com/<tenant>/v2.0"),
    "gitlab": Preset("GitLab", "https://gitlab.com"),
    "okta": Preset("Okta", "https://<company>.okta.com"),
    "auth0": Preset("Auth0", "https://<tenant>.auth0.com/"),
    "keycloak": Preset("Keycloak", "https://<host>/realms/<realm>", is_inside=True),
    "authentik": Preset("authentik", "https://<host>/application/o/<application>/", is_inside=True),
    "authelia": Preset("Authelia", "https://<host>", is_inside=True),
    "zitadel": Preset("Zitadel", "https://<host>", is_inside=True),
}

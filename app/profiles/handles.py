"""Handles: the name by which members of other households find a profile. Whoever has none cannot be found."""

from __future__ import annotations

import re

HANDLE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
SHORTEST, LONGEST = 3, 30
WORDS = """
account admin administrator anonymous anybody auto billing bot child contact demo editor everybody everyone
feeds guest guests help house household info mail matinee me member moderator moderators nobody null official
owner postmaster profile profiles projectionist root security self share shares somebody staff support system
team test undefined user webmaster you
"""
RESERVED = frozenset(WORDS.split())


def clean_handle(text: str | None) -> str:
    """What was typed as it is kept: small letters, without spaces around it or an @ before it."""
    return (text or "").strip().removeprefix("@").lower()


def weakness(handle: str) -> str:
    """Why this cannot be a handle, in a sentence; empty when it can."""
    if not SHORTEST <= len(handle) <= LONGEST:
        return f"A handle has {SHORTEST} to {LONGEST} characters."
    if not HANDLE.match(handle):
        return "A handle has small letters a to z, digits and single hyphens between them."
    if handle in RESERVED:
        return "That word is kept for the house. Choose another."
    return ""

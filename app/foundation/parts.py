"""Screens made of parts: an upper room hangs a part on a lower room's screen, without an import upwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

Load = Callable[..., Any]


@dataclass(frozen=True)
class Part:
    """A part of a screen: its template has one block, called `name`, whose root element has that id."""

    name: str
    template: str
    load: Load


@dataclass(frozen=True)
class LoadedPart:
    """A part with what it found; templates include `template` with `part` in scope."""

    name: str
    template: str
    facts: Any


def hang(app: Flask, screen: str, name: str, template: str, load: Load) -> None:
    """Hang a part on a screen. `load(**subject)` returns its facts, or None to leave the part out."""
    app.extensions.setdefault("matinee.parts", {}).setdefault(screen, {})[name] = Part(name, template, load)


def parts_on(screen: str, names: Iterable[str], **subject: Any) -> list[LoadedPart]:
    """The parts of a screen in the order of `names`; those that nobody hung or that load None are left out."""
    hung = current_app.extensions.get("matinee.parts", {}).get(screen, {})
    loaded = (LoadedPart(n, hung[n].template, hung[n].load(**subject)) for n in names if n in hung)
    return [part for part in loaded if part.facts is not None]

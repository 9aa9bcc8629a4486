"""Atom 1.0 (RFC 4287): facts in, bytes out. The library escapes; what XML cannot hold at all is left out."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree import ElementTree as ET

from app.foundation.signing import mac

ATOM = "http://www.w3.org/2005/Atom"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One thing in a feed. `published` is when it first stood there, `updated` when it last changed."""

    id: str
    title: str
    url: str
    updated: datetime
    published: datetime
    text: str = ""
    author: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed: `url` is its own address, `page_url` the page that shows the same, `since` when it began."""

    id: str
    title: str
    url: str
    page_url: str
    author: str
    since: datetime
    entries: list[Entry] = field(default_factory=list)

    @property
    def updated(self) -> datetime:
        """When anything in it last changed."""
        return max((entry.updated for entry in self.entries), default=self.since)


def name_of(kind: str, *values: object) -> str:
    """The lasting id of a feed or an entry: the same whatever the house's address is, and whoever's token reads it."""
    return uuid.UUID(hex=mac(f"atom {kind}", *values), version=5).urn


def to_xml(feed: Feed) -> bytes:
    """The document."""
    root = ET.Element("feed", xmlns=ATOM)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(feed.updated))
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page_url)
    _add(_add(root, "author"), "name", feed.author)
    for entry in feed.entries:
        _add_entry(root, entry)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _add_entry(root: ET.Element, entry: Entry) -> None:
    node = _add(root, "entry")
    _add(node, "id", entry.id)
    _add(node, "title", entry.title)
    _add(node, "updated", _moment(entry.updated))
    _add(node, "published", _moment(entry.published))
    _add(node, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.author:
        _add(_add(node, "author"), "name", entry.author)
    if entry.text:
        _add(node, "content", entry.text, type="text")


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    node = ET.SubElement(parent, name, {key: _plain(value) for key, value in attributes.items()})
    node.text = _plain(text) or None
    return node


def _plain(text: str) -> str:
    return NOT_XML.sub("", text)


def _moment(at: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"

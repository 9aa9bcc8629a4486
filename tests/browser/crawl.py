"""Walking every link: what a page names, and what answers there."""

from __future__ import annotations

import fcntl
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient

LINKS = ("href", "src", "poster", "hx-get", "data-src", "data-storyboard")
OURS = "http://localhost"


@dataclass
class Answer:
    """What came back, and which page named the address first."""

    status: int
    text: str
    named_on: str
    location: str = ""


@dataclass
class Walk:
    """All that was found: answers by address, and (method, address, page) of every form."""

    answers: dict[str, Answer] = field(default_factory=dict)
    posts: dict[str, str] = field(default_factory=dict)


class Names(HTMLParser):
    """The addresses that a page names: those to get, and those that its forms post to."""

    def __init__(self, page: str, text: str) -> None:
        super().__init__()
        self.page = page
        self.gets: list[str] = []
        self.posts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what this element leads to."""
        given = {name: value or "" for name, value in attrs}
        for name in LINKS:
            if name in given:
                self._note(self.gets, given[name])
        for part in given.get("srcset", "").split(","):
            self._note(self.gets, part.strip().split(" ")[0])
        self._note(self.posts, given.get("hx-post", ""))
        self._note(self.posts, given.get("formaction", ""))
        if tag == "form":
            target = self.posts if given.get("method", "get").lower() == "post" else self.gets
            self._note(target, given.get("action") or self.page)

    def _note(self, kept: list[str], address: str) -> None:
        whole = urlsplit(urljoin(OURS + self.page, address))
        if address and whole.netloc == "localhost" and whole.scheme == "http":
            query = "&".join(part for part in whole.query.split("&") if part and not part.startswith("url="))
            kept.append(whole.path + (f"?{query}" if query else ""))  # `url=` only says where to go back to


def walk(client: FlaskClient, start: tuple[str, ...], is_opened: Callable[[str], bool] = lambda _address: True) -> Walk:
    """Breadth first from `start`. An address that is not `is_opened` is asked for, but its links are not followed."""
    found, waiting = Walk(), deque((address, "the start") for address in start)
    while waiting:
        address, named_on = waiting.popleft()
        if address in found.answers:
            continue
        found.answers[address] = answer = ask(client, address, named_on)
        if answer.location:
            waiting.append((answer.location, address))
        if not answer.text or not is_opened(address):
            continue
        names = Names(address, answer.text)
        waiting.extend((one, address) for one in names.gets)
        found.posts.update({one: address for one in names.posts if one not in found.posts})
    return found


def walk_once(kept: Path, client: FlaskClient, start: tuple[str, ...], is_opened: Callable[[str], bool]) -> Walk:
    """The same walk, taken once a run: whoever asks first leaves it in this file, without the texts."""
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            found = walk(client, start, is_opened)
            answers = {address: (answer.status, answer.named_on) for address, answer in found.answers.items()}
            kept.write_text(json.dumps([answers, found.posts]))
    answers, posts = json.loads(kept.read_text())
    return Walk({address: Answer(status, "", page) for address, (status, page) in answers.items()}, posts)


def ask(client: FlaskClient, address: str, named_on: str = "", **headers: str) -> Answer:
    """Get it; the text of what is not HTML is left out unless it is text of ours (playlists, captions, JSON)."""
    with client.get(address, headers=headers) as response:
        kind = response.mimetype
        location = response.headers.get("Location") or response.headers.get("HX-Redirect") or ""
        inside = urlsplit(urljoin(OURS + address, location))
        is_page = kind in ("text/html", "image/svg+xml")
        text = response.get_data(as_text=True) if is_page or (address.startswith("/admin") and "json" in kind) else ""
        there = inside.path + (f"?{inside.query}" if inside.query else "") if location else ""
        return Answer(response.status_code, text, named_on, there)

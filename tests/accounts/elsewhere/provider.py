"""An identity provider on a port of its own, who may also lie; and the walk of a browser to it and back."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import oidc_provider_mock
import requests
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from app.accounts.models import Account, SocialApplication
from app.foundation.db import db
from tests.cast import Person

KATE = {"email": "kate@school.example", "email_verified": True, "name": "Kate"}
Lie = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class Provider:
    """`lies` change what it answers at a path; `asked` is what reached it: path and form."""

    issuer: str = ""
    lies: dict[str, Lie] = field(default_factory=dict)
    sends_away: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __call__(self, environ: Any, start: Any) -> Any:
        path, body = environ["PATH_INFO"], environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        self.asked.append((path, {k: v[0] for k, v in parse_qs(body.decode("utf-8", "replace")).items()}))
        if self.sends_away:
            start("302 Found", [("Location", self.sends_away)])
            return [b""]
        if path not in self.lies:
            return self.honest(environ, start)
        kept: dict[str, Any] = {}
        answer = b"".join(self.honest(environ, lambda status, head, *_: kept.update(status=status, head=head)))
        told = json.dumps(self.lies[path](json.loads(answer))).encode()
        head = [(name, value) for name, value in kept["head"] if name.lower() != "content-length"]
        start(kept["status"], [*head, ("Content-Length", str(len(told)))])
        return [told]

    def __post_init__(self) -> None:
        self.honest = oidc_provider_mock.app()

    def knows(self, subject: str, **claims: Any) -> None:
        """Make it know somebody."""
        told = requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5)
        assert told.status_code < 300, told.text

    def forms(self, path: str) -> list[dict[str, str]]:
        """The forms that reached a path."""
        return [form for at, form in self.asked if at == path]


@contextmanager
def provider() -> Iterator[Provider]:
    """One that runs until the end of the block."""
    one = Provider()
    server = make_server("localhost", 0, one, threaded=True)
    one.issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield one
    server.shutdown()
    server.server_close()
    thread.join(2)


def enter_it(issuer: str, **facts: Any) -> SocialApplication:
    """Enter it in this house, as an admin does."""
    facts = {"slug": "school", "name": "School", "client_id": "matinee", "is_inside": True, **facts}
    application = SocialApplication(issuer=issuer, **facts)
    application.secret = "a secret of the house"
    db.session.add(application)
    db.session.commit()
    return application


def prove(address: str, subject: str) -> str:
    """Prove at the provider's address to be somebody: the path, with its query, that it sends back to."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def way_there(person: Person, path: str = "/sign-in/with/school") -> str:
    """Where the house sends a browser."""
    answer = person.get(path)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def come_in(person: Person, subject: str, **asked: str) -> TestResponse:
    """The whole walk: the answer to coming back."""
    query = f"?{urlencode(asked)}" if asked else ""
    return person.get(prove(way_there(person, f"/sign-in/with/school{query}"), subject))


def refresh_of(answer: TestResponse) -> str:
    """Where a page goes on to by itself."""
    assert answer.status_code == 200, answer.text
    seconds, _, address = answer.headers["Refresh"].partition("; url=")
    assert seconds == "0"
    return address


def change(**facts: Any) -> None:
    """What the house has entered of the one provider."""
    application = db.session.scalars(db.select(SocialApplication)).one()
    for name, value in facts.items():
        setattr(application, name, value)
    db.session.commit()


def accounts() -> int:
    """How many there are."""
    return db.session.scalar(db.select(db.func.count(Account.id))) or 0


def join(person: Person, subject: str = "kate") -> Any:
    """Somebody signed in joins their account there."""
    return person.get(prove(refresh_of(person.post("/account/social/school")), subject))

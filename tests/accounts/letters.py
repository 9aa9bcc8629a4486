"""What lies in the outbox, and the link that a letter carries."""

from __future__ import annotations

import re

from app.foundation.db import db
from app.foundation.mail import Mail


def letters_to(address: str, kind: str = "") -> list[Mail]:
    """All to this address, oldest first; only of this kind, if one is named."""
    db.session.expire_all()
    found = db.session.scalars(db.select(Mail).where(Mail.recipient == address).order_by(Mail.id))
    return [mail for mail in found if not kind or mail.kind == kind]


def path_in(mail: Mail) -> str:
    """The path of its one link, which is the same in the text and in the HTML."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.text)
    assert found and found[1] in mail.html
    return found[1]

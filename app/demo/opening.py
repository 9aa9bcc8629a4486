"""Opening the demo: sign-ins first, then every row in one transaction, then a job for each film."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import current_app

from app.accounts import passwords
from app.demo.cast import move_everybody_in
from app.demo.programme import ACCOUNTS, FILM_KEYS
from app.demo.programme.shapes import DemoAccount
from app.demo.shelving import shelve
from app.demo.talk import talk
from app.foundation import clock
from app.foundation.db import db, writing
from app.foundation.jobs import Job, enqueue
from app.foundation.settings import Setting

MARK = "demo"
FILE = "demo-accounts.json"
WORDS = """amber bulb carpet curtain dusk foyer lantern matinee
organ plush reel spool stalls ticket usher velvet""".split()  # noqa: SIM905 - read as a list of words


def open_demo() -> Path:
    """Make what is missing and give the path of the sign-ins. Quick, and safe to run again after an interruption."""
    path: Path = current_app.config["INSTANCE"] / FILE
    mark = db.session.get(Setting, MARK)
    db.session.commit()
    if mark is None or not path.exists():
        _make(path, mark)
    with writing():
        _enqueue_films()
    return path


def _make(path: Path, mark: Setting | None) -> None:
    if mark is not None:
        raise FileNotFoundError(f"{path} is gone; run `flask demo remove` and open the demo again.")
    secret = {account.email: new_password() for account in ACCOUNTS}
    hashes = {email: passwords.hash_password(password) for email, password in secret.items()}
    pins = {p.pin: passwords.hash_password(p.pin) for account in ACCOUNTS for p in account.profiles if p.pin}
    keep(path, [sign_in(account, secret[account.email]) for account in ACCOUNTS])
    with writing():
        cast = move_everybody_in(hashes, pins)
        shelved = shelve(cast.editor)
        said = talk(cast, shelved)
        made = {**cast.made, **shelved.made, **said, "at": clock.now().isoformat()}
        db.session.add(Setting(key=MARK, value=made))


def sign_in(account: DemoAccount, password: str) -> dict[str, Any]:
    """One entry of the sign-ins' file."""
    profiles = [{"name": p.name, "maturity": p.maturity, "pin": p.pin} for p in account.profiles]
    return {"role": account.duty, "email": account.email, "password": password, "profiles": profiles}


def new_password() -> str:
    """Three words and a number: 16³ × 9,000, random for every house, and typed in one go."""
    return "-".join([*(secrets.choice(WORDS) for _ in range(3)), str(1000 + secrets.randbelow(9000))])


def keep(path: Path, entries: Iterable[dict[str, Any]]) -> None:
    """Write the sign-ins, readable by their owner alone, whole or not at all."""
    draft = path.with_suffix(".tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(list(entries), file, indent=2, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


def _enqueue_films() -> None:
    """One job per film that is not there yet; the draws wait behind encodes, so the first film plays soonest."""
    known = set(db.session.scalars(db.select(Job.dedupe_key).where(Job.dedupe_key.startswith("demo-"))))
    for place, key in enumerate(FILM_KEYS):
        if f"demo-film:{key}" not in known:
            enqueue("demo.film", dedupe_key=f"demo-film:{key}", priority=10 + place, film_key=key)
    if "demo-stills" not in known:
        enqueue("demo.stills", dedupe_key="demo-stills")

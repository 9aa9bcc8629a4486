"""Clients that come and go while facts are told: each fact must reach each of them once, in order.

A real server of two processes, connections that break anywhere, several writers, and a restart in the middle. The suite
runs a short form, `bench/live.py` the whole one.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from app.foundation.db import db, reading
from app.foundation.events import EVERYONE, Event, publish, to_profile
from app.foundation.events.outbox import newest_id
from tests.browser.programme import ROOT, SERVER, free_port, wait_until_ready
from tests.cast import Person

WRITERS = 3
LONGEST_STAY_S = 0.7
MOST_IN_A_STAY = 40
PATIENCE_S = 120.0


@dataclass
class Roamer:
    """A client that listens for a moment, breaks off, and comes back with the number of what it heard last."""

    port: int
    cookie: str
    audiences: set[str]
    last: str
    heard: list[int] = field(default_factory=list)
    delays_ms: list[float] = field(default_factory=list)
    visits: int = 0
    resets: int = 0

    def roam(self, seed: int, newest: Callable[[], int | None]) -> None:
        """Come and go, at random, until everything was heard, or should have been long ago."""
        dice, deadline = random.Random(seed), float("inf")
        while time.monotonic() < deadline and (newest() is None or int(self.last) < (newest() or 0)):
            self._visit(dice.random() * LONGEST_STAY_S, dice.randint(1, MOST_IN_A_STAY))
            time.sleep(dice.random() * 0.1)
            if newest() is not None and deadline == float("inf"):
                deadline = time.monotonic() + PATIENCE_S

    def _visit(self, seconds: float, facts: int) -> None:
        self.visits += 1
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
        with suppress(OSError, http.client.HTTPException):  # the server restarts, or nothing is told for a second
            connection.request("GET", "/events", headers={"Cookie": self.cookie, "Last-Event-ID": self.last})
            self._hear(connection.getresponse(), time.monotonic() + seconds, len(self.heard) + facts)
        connection.close()

    def _hear(self, answer: http.client.HTTPResponse, until: float, most: int) -> None:
        """Only whole events count, as in a browser."""
        number, data = "", ""
        while time.monotonic() < until and len(self.heard) < most and (line := answer.readline().decode()):
            if line.startswith("id: "):
                number = line[4:].strip()
            elif line.startswith("data: "):
                data = line[6:]
            elif line == "\n" and data:
                self._take(number, json.loads(data))
                data = ""

    def _take(self, number: str, fact: dict[str, Any]) -> None:
        self.last = number
        self.resets += fact["kind"] == "stream-reset"
        if fact["kind"] == "lamp-lit":
            self.heard.append(fact["id"])
            self.delays_ms.append(time.time() * 1000 - fact["facts"]["at_ms"])


@dataclass(frozen=True)
class Account:
    """What came of it, for one client."""

    told: int
    missed: int
    doubled: int
    disordered: int
    resets: int
    visits: int

    @property
    def is_clean(self) -> bool:
        """Whether each fact came once, in order."""
        return not (self.missed or self.doubled or self.disordered or self.resets)


@contextmanager
def served(app: Flask, processes: int = 2) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The app's rows behind gunicorn; gives its port and its first process, which restarts the others on SIGHUP."""
    port, instance = free_port(), app.config["INSTANCE"]
    settings = {"ENV": "development", "INSTANCE": str(instance), "DATABASE": app.config["SQLALCHEMY_DATABASE_URI"]}
    environment = {**os.environ, **{f"MATINEE_{name}": value for name, value in settings.items()}}
    environment |= {"MATINEE_WEB_WORKERS": str(processes), "PORT": str(port)}
    with (instance / "server.log").open("ab") as log:
        server = subprocess.Popen(SERVER, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", server, PATIENCE_S)
        yield port, server
    finally:
        server.terminate()
        server.wait(15)


def roam(app: Flask, people: list[Person], facts: int, pause_s: float = 0.01) -> tuple[list[Account], list[float]]:
    """Tell so many facts while these come and go; what each missed, and how long each fact was on its way (ms)."""
    known = [(_cookie(person), {EVERYONE, to_profile(person.profile.id)}) for person in people if person.profile]
    audiences = sorted(set().union(*(hears for _, hears in known)))
    begin, all_told = newest_id(), list[int]()  # no transaction is open here from now on
    with served(app) as (port, server):
        roamers = [Roamer(port, cookie, hears, str(begin)) for cookie, hears in known]
        clients = [
            threading.Thread(target=one.roam, args=(seed, lambda: all_told[0] if all_told else None), daemon=True)
            for seed, one in enumerate(roamers)
        ]
        writers = [
            threading.Thread(target=_write, args=(app, seed, facts // WRITERS, audiences, pause_s), daemon=True)
            for seed in range(WRITERS)
        ]
        for thread in (*clients, *writers):
            thread.start()
        writers[0].join(facts // WRITERS * pause_s / 2)
        server.send_signal(signal.SIGHUP)
        for writer in writers:
            writer.join()
        all_told.append(newest_id())
        for client in clients:
            client.join()
    return [_account(one, begin) for one in roamers], [delay for one in roamers for delay in one.delays_ms]


def _cookie(person: Person) -> str:
    cookie = person.client.get_cookie("matinee")
    assert cookie
    return f"matinee={cookie.value}"


def _write(app: Flask, seed: int, facts: int, audiences: list[str], pause_s: float) -> None:
    """Tell facts, one transaction each; some transactions stay open for a while, and some are rolled back."""
    dice = random.Random(seed)
    for _ in range(facts):
        with app.app_context():
            if dice.random() < 0.1:
                _write_one(dice, audiences)
                db.session.rollback()
            _write_one(dice, audiences)
            db.session.commit()
        time.sleep(dice.random() * 2 * pause_s)


def _write_one(dice: random.Random, audiences: list[str]) -> None:
    if db.engine.dialect.name == "postgresql":  # SQLite's writers would only wait for each other
        db.session.execute(db.text("SELECT pg_sleep(:s)"), {"s": dice.random() * 0.01})
    publish("lamp-lit", dice.choice(audiences), at_ms=int(time.time() * 1000))
    if dice.random() < 0.5:
        db.session.add(Event(kind="lamp-hung", audience="nobody"))
        db.session.flush()


def _account(one: Roamer, begin: int) -> Account:
    mine = Event.id > begin, Event.kind == "lamp-lit", Event.audience.in_(one.audiences)
    with reading():
        told = set(db.session.scalars(db.select(Event.id).where(*mine)))
    heard = set(one.heard)
    disordered = sum(a > b for a, b in zip(one.heard, one.heard[1:], strict=False))
    doubled = len(one.heard) - len(heard)
    return Account(len(told), len(told - heard), doubled, disordered, one.resets, one.visits)

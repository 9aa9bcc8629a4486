"""The outbox: each fact once, in order, though numbers commit out of order; old ones go."""

from __future__ import annotations

import random
import threading
import time
from datetime import timedelta

import pytest
from flask import Flask

from app.foundation import clock
from app.foundation.db import db
from app.foundation.events import EVERYONE, Event, outbox, publish
from app.foundation.events.outbox import Fact, Reader

EACH = 60


def say(app: Flask, number: int, *, pause_s: float = 0.0, whole: bool = True) -> None:
    """Publish in a transaction that stays open for a while, as PostgreSQL allows."""
    with app.app_context():
        publish("lamp-lit", EVERYONE, number=number)
        db.session.flush()
        time.sleep(0 if db.engine.dialect.name == "sqlite" else pause_s)
        if whole:
            db.session.commit()
        else:
            db.session.rollback()


def read_until(reader: Reader, count: int, seconds: float = 10) -> list[Fact]:
    facts: list[Fact] = []
    deadline = time.monotonic() + seconds
    while len(facts) < count and time.monotonic() < deadline:
        facts += reader.read()
        time.sleep(0.01)
    return facts


def test_two_writers_lose_nothing_and_nothing_comes_twice_or_out_of_order(workshop: Flask) -> None:
    reader = Reader.from_now()

    def write(who: int) -> None:
        dice = random.Random(who)
        for number in range(EACH):
            say(workshop, who * 1000 + number, pause_s=dice.random() * 0.02)

    writers = [threading.Thread(target=write, args=(who,)) for who in (1, 2)]
    for writer in writers:
        writer.start()
    facts = read_until(reader, 2 * EACH)
    for writer in writers:
        writer.join()
    facts += reader.read()
    numbers = [fact.facts["number"] for fact in facts]
    assert sorted(numbers) == [who * 1000 + number for who in (1, 2) for number in range(EACH)]
    assert [fact.id for fact in facts] == sorted(fact.id for fact in facts)


def test_a_reader_that_does_not_hold_back_loses_facts(workshop: Flask) -> None:
    """The guard above can fail: numbers do commit out of order on PostgreSQL."""
    if db.engine.dialect.name == "sqlite":
        assert not Reader.from_now().holds  # one writer at a time: numbers commit in order
        return
    careless = Reader(outbox.newest_id(), holds=False)
    slow = threading.Thread(target=say, args=(workshop, 1), kwargs={"pause_s": 0.4})
    slow.start()
    time.sleep(0.15)
    say(workshop, 2)
    heard = read_until(careless, 2, 0.8)
    slow.join()
    assert [fact.facts["number"] for fact in heard + careless.read()] == [2]


def test_a_number_that_never_comes_holds_the_others_back_for_half_a_second_only(workshop: Flask) -> None:
    reader = Reader.from_now()
    say(workshop, 1, whole=False)
    say(workshop, 2)
    begun = time.monotonic()
    assert [fact.facts["number"] for fact in read_until(reader, 1)] == [2]
    assert time.monotonic() - begun < outbox.HOLD_S + 0.4


def test_what_commits_very_late_is_told_all_the_same_once(workshop: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "HOLD_S", 0.1)
    reader = Reader.from_now()
    slow = threading.Thread(target=say, args=(workshop, 1), kwargs={"pause_s": 0.7})
    slow.start()
    time.sleep(0.2)
    say(workshop, 2)
    heard = read_until(reader, 2, 3)
    slow.join()
    assert sorted(fact.facts["number"] for fact in heard + reader.read()) == [1, 2]


def test_facts_go_after_a_day_but_never_the_newest(workshop: Flask) -> None:
    for number in range(3):
        publish("lamp-lit", EVERYONE, number=number)
    db.session.commit()
    newest = outbox.newest_id()
    db.session.execute(db.update(Event).values(at=clock.now() - timedelta(hours=25)))
    assert outbox.sweep() == 2
    db.session.commit()
    assert list(db.session.scalars(db.select(Event.id))) == [newest]


def test_what_was_missed_is_the_newest_of_it_oldest_first(workshop: Flask) -> None:
    begin = outbox.newest_id()
    for number in range(5):
        publish("lamp-lit", EVERYONE, number=number)
        db.session.flush()
    db.session.commit()
    missed = outbox.facts_between(begin, outbox.newest_id(), limit=3)
    assert [fact.facts["number"] for fact in missed] == [2, 3, 4]

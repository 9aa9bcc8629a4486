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
from app.foundation.events import EVERYONE, STAFF, Event, models, outbox, publish
from app.foundation.events.outbox import Fact, Reader

EACH = 60


def say(app: Flask, number: int, *, pause_s: float = 0.0, whole: bool = True) -> None:
    """Publish in a transaction that stays open for a while, as PostgreSQL allows."""
    with app.app_context():
        db.session.add(Event(kind="lamp-lit", audience=EVERYONE, facts={"number": number}))
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


def test_a_reader_loses_what_is_written_without_taking_turns(workshop: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard above can fail: numbers do commit out of order on PostgreSQL."""
    monkeypatch.setattr(models, "take_turn", lambda _connection: None)
    assert overtaken(workshop) == ([1, 2] if db.engine.dialect.name == "sqlite" else [2])


def test_whoever_writes_second_waits_for_the_first(workshop: Flask) -> None:
    assert overtaken(workshop) == [1, 2]


def overtaken(app: Flask) -> list[int]:
    """What a reader hears of a writer who takes its time and of another who comes meanwhile."""
    reader = Reader.from_now()
    slow = threading.Thread(target=say, args=(app, 1), kwargs={"pause_s": 0.4})
    slow.start()
    time.sleep(0.15)
    say(app, 2)
    heard = read_until(reader, 2, 0.8)
    slow.join()
    return [fact.facts["number"] for fact in heard + reader.read()]


def test_a_number_that_never_comes_holds_nobody_up(workshop: Flask) -> None:
    reader = Reader.from_now()
    say(workshop, 1, whole=False)
    say(workshop, 2)
    assert [fact.facts["number"] for fact in reader.read()] == [2]


def test_what_is_told_twice_in_a_transaction_is_told_once(workshop: Flask) -> None:
    reader = Reader.from_now()
    for number in (1, 1, 2):
        publish("lamp-lit", EVERYONE, number=number)
    db.session.commit()
    assert [fact.facts["number"] for fact in reader.read()] == [1, 2]


def test_what_is_rolled_back_is_never_told(workshop: Flask) -> None:
    reader = Reader.from_now()
    publish("lamp-lit", EVERYONE)
    db.session.execute(db.select(Event.id))
    db.session.rollback()
    db.session.commit()
    assert reader.read() == []


def test_a_savepoint_neither_tells_too_early_nor_forgets(workshop: Flask) -> None:
    reader = Reader.from_now()
    publish("lamp-lit", EVERYONE)
    with db.session.begin_nested():
        pass
    nested = db.session.begin_nested()
    nested.rollback()
    assert db.session.scalar(db.select(db.func.count(Event.id)).where(Event.id > reader.position)) == 0
    db.session.commit()
    assert [fact.kind for fact in reader.read()] == ["lamp-lit"]


def test_facts_go_after_a_day_but_never_the_newest(workshop: Flask) -> None:
    for number in range(3):
        publish("lamp-lit", EVERYONE, number=number)
    db.session.commit()
    newest = outbox.newest_id()
    db.session.execute(db.update(Event).values(at=clock.now() - timedelta(hours=25)))
    assert outbox.sweep() == 2
    db.session.commit()
    assert list(db.session.scalars(db.select(Event.id))) == [newest]


def test_what_was_missed_is_read_for_its_audiences_oldest_first(workshop: Flask) -> None:
    begin = outbox.newest_id()
    for number in range(5):
        publish("lamp-lit", EVERYONE if number % 2 == 0 else STAFF, number=number)
    db.session.commit()
    missed = outbox.facts_between(begin, outbox.newest_id(), {EVERYONE}, limit=2)
    assert [fact.facts["number"] for fact in missed] == [0, 2]

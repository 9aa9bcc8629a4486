"""Migrations go up and down with data in the tables, on both databases, and end where the models are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, inspect, text

from app.accounts.models import Account, AccountSession
from app.demo.opening import open_demo
from app.foundation.db import db
from app.media.models import Video
from app.moderation.models import Suspension
from app.profiles.models import Profile
from app.watching.models import Playback
from tests import postgres
from tests.conftest import make_app

FOLDER = str(Path(__file__).parents[2] / "migrations")
SCRIPTS = ScriptDirectory(FOLDER)
MADE = text("SELECT sql FROM sqlite_master WHERE name = :name")


@pytest.fixture
def filled(database: tuple[str, str], tmp_path: Path) -> Iterator[Flask]:
    """An app of its own, with the demo's rows in every room's tables."""
    kind, _ = database
    address = (
        postgres.new_database(f"migrations_{tmp_path.name}") if kind == "postgresql" else f"sqlite:///{tmp_path}/x.db"
    )
    app = make_app(tmp_path, address)
    with app.app_context():
        open_demo()
        yield app
        db.session.remove()
        db.engine.dispose()


def counts() -> dict[str, int]:
    db.session.rollback()
    tables = (name for name in inspect(db.engine).get_table_names() if name in db.metadata.tables)
    return {name: db.session.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}  # noqa: S608


def test_there_is_one_head() -> None:
    assert len(SCRIPTS.get_heads()) == 1


def test_every_step_goes_down_and_up_again_and_keeps_the_older_rows(filled: Flask) -> None:
    before = counts()
    assert before["title"] >= 40 and before["review"] > 10 and before["search_document"] > 40
    steps = list(SCRIPTS.walk_revisions())
    for step in steps[:-1]:
        db.session.remove()
        downgrade(directory=FOLDER, revision=str(step.down_revision))
    kept = counts()
    assert all(kept[name] == before[name] for name in kept) and kept["title"] == before["title"]
    db.session.remove()
    upgrade(directory=FOLDER)
    after = counts()
    assert {name: n for name, n in after.items() if name in kept} == kept


def test_down_to_nothing_leaves_nothing(filled: Flask) -> None:
    db.session.remove()
    downgrade(directory=FOLDER, revision="base")
    assert counts() == {}
    db.session.remove()
    upgrade(directory=FOLDER)
    assert counts()["title"] == 0


def test_plays_outlive_their_sign_ins_and_only_then(filled: Flask) -> None:
    profile, video = db.session.scalars(db.select(Profile)).first(), Video(title_id=1)
    assert profile is not None
    session = AccountSession.begin(db.session.scalars(db.select(Account)).first(), "token", "", "")  # type: ignore[arg-type]
    db.session.add_all([session, video])
    db.session.flush()
    ids = {"profile_id": profile.id, "video_id": video.id}
    rows = [Playback(session_id=session.id, **ids), Playback(**ids), Playback(session_id=session.id, **ids)]
    db.session.add_all(rows)
    db.session.flush()
    kept, session_id = [rows[0].id, rows[2].id], session.id
    db.session.commit()
    db.session.remove()
    downgrade(directory=FOLDER, revision="b7d2a94c1e60")
    assert standing("SELECT id FROM playback ORDER BY id") == kept
    db.session.remove()
    upgrade(directory=FOLDER)
    assert standing("SELECT id FROM playback ORDER BY id") == kept
    db.session.execute(text("DELETE FROM playback WHERE id = :id"), {"id": kept[1]})
    db.session.execute(db.delete(AccountSession).where(AccountSession.id == session_id))
    assert standing("SELECT session_id FROM playback") == [None]
    db.session.add(Playback(**ids))
    db.session.flush()
    assert standing("SELECT id FROM playback ORDER BY id DESC")[0] > kept[1], "no number is given twice"


def test_a_suspension_learns_its_household_and_those_without_a_profile_do_not_go_down(filled: Flask) -> None:
    profile = db.session.scalars(db.select(Profile)).first()
    assert profile is not None
    kept, orphan = Suspension.of(profile, "Kept."), Suspension.of(profile, "Orphan.")
    orphan.profile_id = None
    db.session.add_all([kept, orphan])
    db.session.commit()
    home = profile.household_id
    db.session.remove()
    downgrade(directory=FOLDER, revision="d91f4c60b2e8")
    assert standing("SELECT reason FROM suspension") == ["Kept."]
    db.session.remove()
    upgrade(directory=FOLDER)
    assert standing("SELECT household_id FROM suspension") == [home]


def test_numbers_of_what_is_said_are_given_once_and_the_tables_keep_their_rules(filled: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        return
    db.session.execute(text("UPDATE moderation_case SET subject = 'post', subject_id = 5000"))
    db.session.commit()
    db.session.remove()
    downgrade(directory=FOLDER, revision="e4a7d3917f05")
    db.session.remove()
    upgrade(directory=FOLDER)
    for name in ("post", "review", "share"):
        model, found = db.metadata.tables[name], inspect(db.session.connection())
        rules = {str(rule.name) for rule in model.constraints if isinstance(rule, CheckConstraint)}
        assert {rule["name"] for rule in found.get_check_constraints(name)} == rules and rules
        assert len(found.get_foreign_keys(name)) == len(model.foreign_keys)
        assert "AUTOINCREMENT" in str(db.session.scalar(MADE, {"name": name}))
    assert standing("SELECT seq FROM sqlite_sequence WHERE name = 'post'") == [5000]


def standing(query: str) -> list[object]:
    return list(db.session.scalars(text(query)))


def test_the_migrations_end_where_the_models_are(house: Flask) -> None:
    with house.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [d for d in compare_metadata(context, db.metadata) if "search_" not in str(d)]
    assert found == []

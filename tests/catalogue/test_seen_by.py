"""Who sees a title, and who does not by which rule: the same conditions as everywhere, asked one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.catalogue.models import Title, title_group
from app.catalogue.visibility import visible_to, why_hidden
from app.foundation import clock
from app.foundation.db import db
from app.groups.models import Group
from tests.cast import Cast
from tests.films import film


def keep_for_a_club(title: Title) -> None:
    group = Group(name="Film club")
    db.session.add(group)
    db.session.flush()
    db.session.execute(title_group.insert().values(title_id=title.id, group_id=group.id))


def publish_later(title: Title) -> None:
    title.published_at = None


def begin_later(title: Title) -> None:
    title.available_from = clock.now() + timedelta(days=1)


def end_before(title: Title) -> None:
    title.available_until = clock.now() - timedelta(days=1)


def forget_the_age(title: Title) -> None:
    title.maturity_years = None


@pytest.mark.parametrize(
    ("change", "adult", "child"),
    [
        (None, [], ["age"]),
        (publish_later, ["published"], ["published", "age"]),
        (begin_later, ["begun"], ["begun", "age"]),
        (end_before, ["not over"], ["not over", "age"]),
        (keep_for_a_club, ["group"], ["group", "age"]),
        (forget_the_age, [], ["age"]),
    ],
)
def test_each_rule_is_named_when_it_hides(cast: Cast, change: object, adult: list[str], child: list[str]) -> None:
    title = film("Aurora", age=12)
    if callable(change):
        change(title)
    db.session.commit()
    for who, rules in (("owner", adult), ("child", child)):
        profile = cast.profiles[who]
        assert [rule.name for rule in why_hidden(title, profile)] == rules
        sees = db.session.scalar(db.select(Title.id).where(Title.id == title.id, visible_to(profile)))
        assert (sees is not None) == (not rules)


def test_the_house_reads_who_sees_it_and_why_not(cast: Cast) -> None:
    title = film("Aurora", age=16)
    db.session.commit()
    page = cast.owner.get(f"/titles/{title.slug}/seen-by").text
    assert "Mia" in page and "older than 7" in page and "Sees it" in page
    assert "Iris" not in page
    assert "seen-by" in cast.owner.get(f"/titles/{title.slug}").text


def test_nobody_learns_of_a_title_that_is_not_theirs(cast: Cast) -> None:
    title = film("Aurora", age=16)
    keep_for_a_club(title)
    db.session.commit()
    assert cast.owner.get(f"/titles/{title.slug}/seen-by").status_code == 404
    assert cast.child.get(f"/titles/{title.slug}/seen-by").status_code in (403, 404)
    assert "seen-by" not in cast.child.get("/").text


def test_an_admin_asks_for_anybody_and_an_editor_for_their_house(app: Flask, cast: Cast) -> None:
    title = film("Aurora", age=16)
    publish_later(title)
    db.session.commit()
    here = f"/admin/titles/{title.id}/seen-by"
    assert "Iris" in cast.admin.get(f"{here}?q=quay").text and "not published yet" in cast.admin.get(here).text
    page = cast.editor.get(f"{here}?q=").text
    assert "Editor" in page and "Iris" not in page and "Mia" not in page
    assert "Nobody is called so" in cast.admin.get(f"{here}?q=%25").text
    for person in (cast.owner, cast.stranger, cast.moderator):
        assert person.get(here).status_code == 403
    assert cast.admin.get("/admin/titles/999999/seen-by").status_code == 404

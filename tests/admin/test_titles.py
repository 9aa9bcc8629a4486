"""Titles, made and changed by an editor."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from app.admin.title_form import fingerprint
from app.catalogue.artwork import picture_path
from app.catalogue.models import Artwork, Collection, Credit, Genre, OldSlug, Person, Season, Title
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from tests.cast import Cast
from tests.cast import Person as Member
from tests.statements import count_statements

LIST, NEW = "/admin/titles/", "/admin/titles/new/"


def said(**more: Any) -> dict[str, Any]:
    """A form as a browser sends it."""
    plain = {"name": "Small Weather", "kind": "film", "year": "2026", "shown": "draft", "maturity_years": ""}
    return {**plain, **more}


def edit(person: Member, title: Title, **more: Any) -> TestResponse:
    return person.post(f"/admin/titles/edit/?id={title.id}", said(**more))


def a_title(name: str = "Small Weather", **more: Any) -> Title:
    title = Title(name=name, **more)
    title.find_slug()
    db.session.commit()
    return title


def picture(size: tuple[int, int] = (200, 300), kind: str = "PNG") -> BytesIO:
    file = BytesIO()
    Image.new("RGB", size, "navy").save(file, kind)
    file.seek(0)
    return file


def test_an_editor_adds_a_film(cast: Cast) -> None:
    sea, person = Genre(name="Sea", slug="sea"), Person(name="Jun", slug="jun")
    shelf = Collection(name="Rainy", slug="rainy")
    db.session.add_all([sea, person, shelf])
    db.session.commit()
    credit = {"credits-0-person": "Jun", "credits-0-role": "director", "credits-0-position": "0"}
    facts = said(genres=[sea.id], collections=[shelf.id], languages="en, nb", shown="now", maturity_years="7", **credit)
    answer = cast.editor.post(NEW, facts)
    assert (answer.status_code, answer.location) == (303, LIST)
    title = db.session.scalars(db.select(Title)).one()
    assert (title.slug, title.maturity_years, title.languages) == ("small-weather", 7, ["en", "nb"])
    assert title.is_published
    assert [genre.name for genre in title.genres] == ["Sea"]
    assert [credit.person.name for credit in title.credits] == ["Jun"]
    assert [entry.collection.name for entry in title.shelvings] == ["Rainy"]
    assert title.added_by_id == cast.accounts["editor"].id


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("name", "", "This needs a name."),
        ("name", "x" * 201, "Use at most 200 characters."),
        ("name", "Sea\0side", "characters that cannot be kept"),
        ("year", "99999", "Use a year from 1870 to 2200."),
        ("year", "soon", "Not a valid integer value."),
        ("maturity_years", "77", "Not a valid choice"),
        ("kind", "opera", "Not a valid choice"),
        ("slug", "Not A Slug", "small letters"),
        ("languages", "english; norwegian", "language codes"),
        ("shown", "on", "Write the day"),
        ("available_from", "yesterday", "Write a day and a time"),
        ("genres", "999999", "valid choice"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_its_field_and_reason(
    cast: Cast, field: str, text: str, reason: str
) -> None:
    answer = cast.editor.post(NEW, said(**{"tagline": "If you are only weather", field: text}))
    assert answer.status_code == 422
    assert reason in answer.text
    assert 'aria-invalid="true"' in answer.text or field in ("shown", "genres")
    assert "If you are only weather" in answer.text
    assert db.session.scalar(db.select(Title.id)) is None
    assert db.session.scalar(db.select(AuditEvent.id).where(AuditEvent.kind.startswith("title"))) is None


def test_a_typed_address_that_is_taken_is_refused_and_the_text_kept(cast: Cast) -> None:
    a_title("Small Weather")
    answer = cast.editor.post(NEW, said(name="Another", slug="small-weather", synopsis="Rain again."))
    assert answer.status_code == 422
    assert "belongs to another" in answer.text
    assert "Rain again." in answer.text
    assert db.session.scalars(db.select(Title.name)).all() == ["Small Weather"]


def test_a_new_name_takes_its_address_along_and_the_old_one_still_leads(cast: Cast) -> None:
    title = a_title()
    assert edit(cast.editor, title, name="Great Weather", slug="small-weather").status_code == 303
    db.session.expire_all()
    assert title.slug == "great-weather"
    assert db.session.scalar(db.select(OldSlug.slug).where(OldSlug.row_id == title.id)) == "small-weather"


def test_an_address_of_ones_own_stays_when_the_name_changes(cast: Cast) -> None:
    title = a_title()
    edit(cast.editor, title, slug="rain")
    edit(cast.editor, title, name="Great Weather", slug="rain")
    db.session.expire_all()
    assert title.slug == "rain"


def test_seasons_need_numbers_and_each_only_once(cast: Cast) -> None:
    title = a_title("Quay", kind="series")
    missing = edit(
        cast.editor, title, name="Quay", kind="series", **{"seasons-0-number": "", "seasons-0-name": "First"}
    )
    assert missing.status_code == 422
    assert "A season needs a number" in missing.text
    twice = {"seasons-0-number": "1", "seasons-1-number": "1"}
    assert "Two seasons have the same number." in edit(cast.editor, title, name="Quay", kind="series", **twice).text
    assert db.session.scalar(db.select(Season.id)) is None
    both = {"seasons-0-number": "1", "seasons-1-number": "2"}
    assert edit(cast.editor, title, name="Quay", kind="series", **both).status_code == 303
    assert sorted(season.number for season in db.session.scalars(db.select(Season))) == [1, 2]


def test_inline_rows_change_and_go(cast: Cast) -> None:
    title, jun, ines = a_title(), Person(name="Jun", slug="jun"), Person(name="Ines", slug="ines")
    title.credits = [Credit(person=jun, position=0), Credit(person=ines, position=1)]
    db.session.commit()
    first, second = title.credits
    rows = {
        **{
            "credits-0-id": first.id,
            "credits-0-person": f"Jun #{jun.id}",
            "credits-0-role": "music",
            "credits-0-position": 3,
        },
        **{"credits-1-id": second.id, "credits-1-person": "Ines", "credits-1-role": "cast", "credits-1-position": 1},
    }
    assert edit(cast.editor, title, **rows, **{"del-credits-1": "on"}).status_code == 303
    db.session.expire_all()
    assert [(credit.person.name, credit.role, credit.position) for credit in title.credits] == [("Jun", "music", 3)]


def test_a_person_nobody_knows_is_said_so(cast: Cast) -> None:
    answer = edit(
        cast.editor, a_title(), **{"credits-0-person": "Nobody", "credits-0-role": "cast", "credits-0-position": 0}
    )
    assert answer.status_code == 422
    assert "Nothing here is called so" in answer.text


def test_two_editors_at_once_see_both_versions(cast: Cast) -> None:
    title = a_title()
    opened = fingerprint(title)
    edit(cast.editor, title, tagline="The first one’s", stamp=opened)
    late = edit(cast.admin, title, tagline="The second one’s", stamp=opened)
    assert late.status_code == 409
    assert "The first one’s" in late.text
    assert "The second one’s" in late.text
    db.session.expire_all()
    assert title.tagline == "The first one’s"
    assert edit(cast.admin, title, tagline="The second one’s", stamp=fingerprint(title)).status_code == 303


def test_pictures_are_kept_replaced_and_dropped(cast: Cast) -> None:
    title = a_title()
    assert edit(cast.editor, title, poster=(picture(), "poster.png")).status_code == 303
    first = db.session.scalars(db.select(Artwork.reference)).one()
    assert picture_path(first, 200).is_file()
    edit(cast.editor, title, poster=(picture(), "poster.png"))
    second = db.session.scalars(db.select(Artwork.reference)).one()
    assert second != first
    assert not picture_path(first, 200).exists()
    assert cast.editor.get(f"/admin/titles/{title.id}/poster").mimetype == "image/webp"


@pytest.mark.parametrize(
    "body", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>hello</html>", b"", b"\x89PNG broken"]
)
def test_what_is_no_picture_is_refused(cast: Cast, body: bytes) -> None:
    answer = edit(cast.editor, a_title(), tagline="kept", backdrop=(BytesIO(body), "poster.png"))
    assert answer.status_code == 422
    assert "picture" in answer.text
    assert "kept" in answer.text
    assert db.session.scalar(db.select(Artwork.id)) is None


def test_pictures_are_dropped_when_the_rest_is_refused(cast: Cast) -> None:
    a_title("Taken")
    title, root = a_title(), picture_path("x", 0).parent.parent
    before = set(root.iterdir()) if root.exists() else set()
    answer = edit(cast.editor, title, slug="taken", poster=(picture(), "poster.png"))
    assert answer.status_code == 422
    assert db.session.scalar(db.select(Artwork.id)) is None
    assert set(root.iterdir()) == before


def test_deleting_asks_first_and_names_the_film(cast: Cast) -> None:
    title = a_title()
    asked = cast.editor.post("/admin/titles/delete/", {"id": title.id})
    assert asked.status_code == 200
    assert "Small Weather" in asked.text
    assert "Keep it" in asked.text
    assert "genres and collections stay" in asked.text
    assert db.session.get(Title, title.id) is not None
    answer = cast.editor.post("/admin/titles/delete/", {"id": title.id, "confirmed": "1"})
    assert answer.status_code == 303
    assert db.session.scalar(db.select(Title.id)) is None


def test_several_are_published_withdrawn_and_deleted(cast: Cast) -> None:
    ids = [a_title("One").id, a_title("Two").id]
    asked = cast.editor.post("/admin/titles/action/", {"action": "publish", "rowid": ids})
    assert "Publish 2 titles?" in asked.text
    assert db.session.scalar(db.select(Title.published_at)) is None
    for action, shown in (("publish", 2), ("withdraw", 0)):
        cast.editor.post("/admin/titles/action/", {"action": action, "rowid": ids, "confirmed": "1"})
        db.session.expire_all()
        assert sum(title.is_published for title in db.session.scalars(db.select(Title))) == shown
    cast.editor.post("/admin/titles/action/", {"action": "delete", "rowid": ids, "confirmed": "1"})
    assert db.session.scalar(db.select(Title.id)) is None
    kinds = db.session.scalars(db.select(AuditEvent.kind).where(AuditEvent.kind.startswith("title-"))).all()
    assert sorted(kinds) == ["title-changed"] * 4 + ["title-removed"] * 2


def test_nothing_chosen_or_nothing_known_does_nothing(cast: Cast) -> None:
    title = a_title()
    assert cast.editor.post("/admin/titles/action/", {"action": "delete", "confirmed": "1"}).status_code == 303
    assert cast.editor.post("/admin/titles/action/", {"action": "explode", "rowid": title.id}).status_code == 404
    assert cast.editor.post("/admin/titles/delete/", {"id": "x' OR 1=1", "confirmed": "1"}).status_code == 404
    assert cast.editor.get("/admin/titles/edit/?id=99999999999999999999").status_code == 404
    assert db.session.get(Title, title.id) is not None


def test_every_change_is_written_down_with_old_and_new(cast: Cast) -> None:
    title = a_title(year=2026)
    edit(cast.editor, title, year="2025", tagline="Rain")
    event = db.session.scalars(db.select(AuditEvent).where(AuditEvent.kind == "title-changed")).one()
    assert event.changes == {"year": [2026, 2025], "tagline": ["", "Rain"]}
    assert event.subject == "Small Weather (2025)"
    assert event.actor == "Editor"


@pytest.mark.parametrize(
    "query", ["", "?search=weather", "?flt0_state_is=draft", "?flt4_video_is=none", "?sort=1&desc=1", "?page=3"]
)
def test_the_list_answers_every_question(cast: Cast, query: str) -> None:
    a_title()
    assert cast.editor.get(LIST + query).status_code == 200


@pytest.mark.parametrize(
    "query", ["?page=-1", "?page=99999999999", "?sort=99999", "?sort=-1", "?search=%00", "?flt0_x", "?page_size=-5"]
)
def test_odd_questions_do_no_harm(cast: Cast, query: str) -> None:
    assert cast.editor.get(LIST + query).status_code == 200


def test_the_lists_statements_do_not_grow_with_rows(cast: Cast) -> None:
    for number in range(3):
        a_title(f"Film {number}")
    cast.editor.get(LIST)
    with count_statements() as few:
        cast.editor.get(LIST)
    for number in range(3, 18):
        a_title(f"Film {number}")
    with count_statements() as many:
        cast.editor.get(LIST)
    assert len(many) == len(few)
    assert len(many) <= 14
    assert not any("count(*)" in statement.lower() for statement in many)


def test_people_are_suggested_by_their_first_letters(cast: Cast) -> None:
    db.session.add(Person(name="Amara Quist", slug="amara"))
    db.session.commit()
    found = cast.editor.get("/admin/titles/ajax/lookup/?name=people&query=amar").get_json()
    assert [words for _id, words in found] == ["Amara Quist"]
    assert cast.editor.get("/admin/titles/ajax/lookup/?name=accounts&query=a").status_code == 404

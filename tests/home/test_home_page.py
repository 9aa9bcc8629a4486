"""The home page: its hero and why, its shelves, what it costs, and what a child sees of it."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

from app.catalogue.cards import Shelf
from app.catalogue.models import Collection, CollectionTitle
from app.foundation import clock
from app.foundation.db import db
from app.home.shelves import Shelved, arrange
from app.watching.models import ListEntry
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.programme import make_progress, make_series, make_title, make_video
from tests.statements import count_statements

LAYOUT = re.compile(r'<section class="shelf shelf--(\w+)" id="shelf-([\w-]+)"')


def fill(shelves: int = 4, cards: int = 20) -> None:
    """Genres of so many titles, a collection of each second one, something that leaves soon."""
    for number in range(shelves):
        titles = [make_title(f"Film {number} {n}", genres=[f"Genre {number}"]) for n in range(cards)]
        collection = Collection(slug=f"kept-{number}", name=f"Kept {number}", position=number)
        collection.entries = [CollectionTitle(title=title, position=n) for n, title in enumerate(titles)]
        db.session.add(collection)
    make_title("Leaving", available_until=clock.now() + timedelta(days=3, hours=1))
    db.session.commit()


def test_an_empty_house_says_so_and_the_editor_what_to_do(cast: Cast) -> None:
    assert "Nothing on yet" in cast.owner.get("/").text
    assert "Add a film" in cast.editor.get("/").text


def test_the_hero_is_what_was_begun_and_says_where(cast: Cast) -> None:
    make_title("Newest")
    video = make_video(make_title("Begun", published_at=clock.now() - timedelta(days=9)))
    make_progress(cast.profiles["owner"], video, 0.5)
    text = cast.owner.get("/").text
    assert re.search(r'id="hero-name">(?:<a [^>]*>)?Begun<', text)
    assert "You stopped here: 5 min left." in text
    assert f'href="/watch/{video.reference}"' in text


def test_the_hero_of_whoever_begins_is_the_newest_that_plays(cast: Cast) -> None:
    make_video(make_title("Plays", published_at=clock.now() - timedelta(days=9)))
    make_title("Announced")
    assert re.search(r'id="hero-name">(?:<a [^>]*>)?Plays<', cast.stranger.get("/").text)


def test_how_long_have_you_got_answers_by_length(cast: Cast) -> None:
    make_video(make_title("Hero"), duration_s=3000.0)
    make_title("Announced", runtime_s=300)
    for name, length_s in (("Short", 400.0), ("Middle", 1500.0), ("Long", 5000.0)):
        make_video(make_title(name, published_at=clock.now() - timedelta(days=2)), duration_s=length_s)
    text = cast.owner.get("/").text
    answers = re.findall(r'how-long__span">([^<]+)</span><span class="how-long__name">([^<]+)<', text)
    assert answers == [("10 minutes", "Short"), ("Half an hour", "Middle"), ("The evening", "Long")]


def test_no_shelf_is_empty_and_no_two_neighbours_are_laid_out_alike(cast: Cast) -> None:
    fill()
    db.session.add(ListEntry(profile_id=cast.profiles["owner"].id, title_id=make_title("Listed").id))
    db.session.commit()
    make_progress(cast.profiles["owner"], make_video(make_title("Begun")), 0.5)
    for who in (cast.owner, cast.child, cast.stranger):
        text = who.get("/").text
        layouts = [layout for layout, _ in LAYOUT.findall(text)]
        assert len(layouts) >= 6
        assert all(one != other for one, other in pairwise(layouts)), layouts
        for section in text.split('<section class="shelf')[1:]:
            assert "card" in section.split("</section>")[0]


def test_two_shelves_that_would_be_alike_are_told_apart() -> None:
    card: list = [object()]
    one, two = (Shelved(Shelf(key, key, "", card), ("posters", "band")) for key in "ab")
    assert [shelf.layout for shelf in arrange([one, two])] == ["posters", "band"]
    assert arrange([Shelved(Shelf("c", "c", "", []), ("posters",))]) == []


def test_continue_watching_has_one_row_per_series_and_goes_on_to_the_next(cast: Cast) -> None:
    series, ruth = make_series("Aurora", seasons=2, episodes=2), cast.profiles["owner"]
    videos = [make_video(episode=episode) for season in series.seasons for episode in season.episodes]
    make_progress(ruth, videos[0], 0.6, hours_ago=9)
    make_progress(ruth, videos[1], 1.0, hours_ago=1)
    text = cast.owner.get("/").text
    shelf = text[text.index('id="shelf-continue"') :].split("</section>")[0]
    assert shelf.count("<li") == 1
    assert "Next: S2 E1, 10 min" in shelf
    assert f"/watch/{videos[2].reference}" in shelf


def test_what_was_hardly_begun_or_finished_is_not_continued(cast: Cast) -> None:
    ruth = cast.profiles["owner"]
    make_progress(ruth, make_video(make_title("Hardly")), 0.02)
    make_progress(ruth, make_video(make_title("Finished")), 1.0)
    assert "shelf-continue" not in cast.owner.get("/").text


def test_what_was_begun_and_is_no_longer_for_them_is_not_continued(cast: Cast) -> None:
    make_progress(cast.profiles["child"], make_video(make_title("Late", 18)), 0.5)
    assert "Late" not in cast.child.get("/").text


def test_nobody_sees_what_others_have_begun(cast: Cast) -> None:
    make_progress(cast.profiles["owner"], make_video(make_title("Begun")), 0.5)
    for who in (cast.teenager, cast.child, cast.stranger):
        assert "5 min left" not in who.get("/").text


def test_a_childs_home_greets_and_offers_moods_but_no_talk(cast: Cast) -> None:
    make_video(make_title("Swallows", genres=["Nature"]))
    text = cast.child.get("/").text
    assert "Hello Mia." in text
    assert "What do you feel like?" in text
    assert "Short ones" in text
    assert 'class="rating"' not in text
    assert "How long have you got?" not in text


def test_the_shelves_stand_identical_in_the_page(cast: Cast) -> None:
    fill(2, 5)
    for who in (cast.owner, cast.child):
        assert_fragment_in_page(who, "/", "shelves")


def test_open_shelves_ask_again_when_a_title_is_published(cast: Cast) -> None:
    fill(1, 3)
    assert re.search(r'id="shelves"[^>]*hx-trigger="title-published from:body', cast.owner.get("/").text)


def test_statements_are_as_promised_cold_and_warm(cast: Cast) -> None:
    fill(4, 20)
    cast.owner.get("/my-list")
    cast.app.extensions.pop("matinee.catalogue", None)
    with count_statements() as cold:
        text = cast.owner.get("/").text
    shelves = len(LAYOUT.findall(text))
    assert shelves >= 8
    assert len(cold) <= 11 + shelves, cold  # the bell; shares; taste, what plays, contents, weights, groups
    with count_statements() as warm:
        cast.owner.get("/")
    assert len(warm) <= 10, warm  # the bell, shares, the taste of this moment, at times which weights are served


def test_what_one_has_warmed_serves_the_next_but_never_across_limits(cast: Cast) -> None:
    make_title("For grown-ups", 18)
    make_title("For all", 0)
    assert "For grown-ups" in cast.owner.get("/").text
    assert "For grown-ups" not in cast.child.get("/").text
    assert "For grown-ups" in cast.stranger.get("/").text

"""What is told is true: no reason out of dislike, no circle, no other person, nothing of what is hidden."""

from __future__ import annotations

import numpy as np
import pytest
from flask import Flask

from app.catalogue.models import Title
from app.catalogue.related import more_like
from app.foundation.db import db
from app.recommendations.content import build, current_content
from app.recommendations.models import Disinterest
from app.recommendations.picks import offer_for, playable_ids
from app.recommendations.reasons import Reason, reasons_of, together
from app.recommendations.scoring import Scorer
from app.recommendations.signals import taste_of
from app.recommendations.title_part import find_why, watched_with
from app.recommendations.weights import keep_strongest
from app.watching import my_list
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.programme import make_series, make_title, make_video
from tests.recommendations.house import MUSIC, SEA, train, watch
from tests.statements import count_statements

IDS = np.array([1, 2, 3])


def test_what_was_not_liked_speaks_against_its_like_and_for_nothing() -> None:
    dense = np.array([[0.0, -0.5, 0.5], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    weights = keep_strongest(IDS, dense, np.full(3, 9.0), np.zeros(3))
    scorer = Scorer({1: -1.0}, build([]), weights)
    assert scorer.scores()[3] < 0 and scorer.scores()[2] == 0
    assert all(part.value <= 0 for title_id in (2, 3) for part in scorer.contributions(title_id))
    liked = Scorer({1: 1.0}, build([]), weights)
    assert liked.scores()[2] < 0 < liked.scores()[3]


def test_no_reason_ever_comes_from_what_was_not_liked(cast: Cast, films: dict[str, Title]) -> None:
    train()
    ruth = cast.profiles["owner"]
    watch(ruth, films["Night Ferry"])
    watch(ruth, films["Two Tones"], share=0.3)
    cast.owner.post("/titles/two-tones/reviews", {"rating": "1", "text": ""})
    taste, names = taste_of(ruth), {film.id: name for name, film in films.items()}
    assert taste.weights[films["Two Tones"].id] < 0
    picks = offer_for(ruth).picks
    assert picks
    told = [reason.text for pick in picks for reason in reasons_of(pick, taste.signals, names, current_content())]
    assert told and not [text for text in told if "Two Tones" in text or "Music" in text]


def test_what_is_on_my_list_or_rated_is_not_picked_for_being_so(cast: Cast, films: dict[str, Title]) -> None:
    train()
    ruth = cast.profiles["owner"]
    watch(ruth, films["Night Ferry"])
    my_list.add(ruth, films["Harbour"].id)
    db.session.commit()
    cast.owner.post("/titles/salt-room/reviews", {"rating": "5", "text": ""})
    offer = offer_for(ruth)
    known = {films[name].id for name in ("Night Ferry", "Harbour", "Salt Room")}
    shown = {pick.title_id for pick in offer.picks} | {p.title_id for group in offer.because for p in group.picks}
    assert shown and not shown & known
    why = find_why(ruth, films["Harbour"])
    assert why and "Harbour" not in " ".join(line.reason.text for line in why.lines)


def test_no_title_stands_in_two_of_the_suggested_shelves(cast: Cast, films: dict[str, Title]) -> None:
    for number in range(14):
        make_video(make_title(f"More sea {number}", genres=["Sea"]))
        make_video(make_title(f"More music {number}", genres=["Music"]))
    train()
    ruth = cast.profiles["owner"]
    watch(ruth, films["Night Ferry"], hours_ago=1)
    watch(ruth, films["Two Tones"], hours_ago=2)
    offer = offer_for(ruth)
    rows = [[pick.title_id for pick in offer.picks]] + [[p.title_id for p in group.picks] for group in offer.because]
    flat = [title_id for row in rows for title_id in row]
    assert len(rows) == 3 and len(flat) == len(set(flat))
    assert [group.title_id for group in offer.because] == [films["Night Ferry"].id, films["Two Tones"].id]
    for group in offer.because:
        own = current_content().vectors[group.title_id].keys()
        keys = [pick.parts[0].key for pick in group.picks if pick.parts[0].kind == "feature"]
        assert all(key in own and current_content().features[key].kind == "genre" for key in keys)
        assert not [part for pick in group.picks for part in pick.parts if part.kind == "popular"]


def test_of_a_series_no_more_is_said_than_is_true(cast: Cast, films: dict[str, Title]) -> None:
    series = make_series("Lighthouse Log", seasons=1, episodes=3, people=["Ada Mole"])
    video = make_video(episode=series.seasons[0].episodes[0])
    make_video(make_title("Foghorn", people=["Ada Mole"]))
    from tests.programme import make_progress

    ruth = cast.profiles["owner"]
    make_progress(ruth, video, 1.0)
    assert current_content().is_series(series.id) and not current_content().is_series(films["Reel"].id)
    page = cast.owner.get("/titles/foghorn").text
    assert "Ada Mole, again" in page and "You finished Lighthouse Log" not in page


def test_two_people_are_not_those_who_watched_this(cast: Cast, films: dict[str, Title]) -> None:
    """In a house of two that would name one neighbour."""
    lonely = make_title("Lonely", genres=["Hills"])
    make_video(lonely)
    for who in ("owner", "stranger"):
        watch(cast.profiles[who], lonely)
        watch(cast.profiles[who], films["Reel"])
        watch(cast.profiles[who], films["Nocturne"])
    train()
    assert watched_with(cast.profiles["owner"], lonely) == {}
    assert watched_with(cast.profiles["owner"], films["Night Ferry"])


def test_what_is_hidden_takes_no_place_in_more_like_this(cast: Cast, films: dict[str, Title]) -> None:
    train()
    for name in ("Harbour", "Salt Room"):
        films[name].maturity_years = 18
    db.session.commit()
    hidden = {films["Harbour"].id, films["Salt Room"].id}
    teo = cast.profiles["teenager"]
    assert not hidden & watched_with(teo, films["Night Ferry"]).keys() and watched_with(teo, films["Night Ferry"])
    assert not {"Harbour", "Salt Room"} & {card.name for card in more_like(films["Night Ferry"], teo)}
    assert hidden <= watched_with(cast.profiles["owner"], films["Night Ferry"]).keys()


def test_the_taste_page_forgets_what_one_may_not_see_any_more(cast: Cast, films: dict[str, Title]) -> None:
    teo = cast.profiles["teenager"]
    film = make_title("Late Show", maturity=12, genres=["Cabaret"], people=["Nell Quarry"])
    make_video(film)
    watch(teo, film)
    page = cast.teenager.get("/taste").text
    assert "Cabaret" in page and "Nell Quarry" in page
    film.maturity_years = 18
    db.session.commit()
    page = cast.teenager.get("/taste").text
    assert not [word for word in ("Late Show", "Cabaret", "Nell Quarry") if word in page]


@pytest.mark.parametrize("path", ["/titles/harbour/disinterest", "/titles/harbour/disinterest/remove"])
def test_less_like_this_is_for_grown_ups_who_may_see_it(cast: Cast, films: dict[str, Title], path: str) -> None:
    assert cast.child.post(path).status_code == 403
    films["Harbour"].maturity_years = 18
    db.session.commit()
    assert cast.teenager.post(path).status_code == 404
    assert cast.owner.post("/titles/nothing-here/disinterest").status_code == 404
    assert not list(db.session.scalars(db.select(Disinterest)))


def test_one_persons_dislike_is_theirs_alone(cast: Cast, films: dict[str, Title]) -> None:
    train()
    for who in ("owner", "stranger"):
        watch(cast.profiles[who], films["Night Ferry"])
    cast.owner.post("/titles/harbour/disinterest")
    cast.stranger.post("/titles/harbour/disinterest/remove")
    picked = {who: {p.title_id for p in offer_for(cast.profiles[who]).picks} for who in ("owner", "stranger")}
    assert films["Harbour"].id in picked["stranger"] - picked["owner"]
    assert "/titles/harbour/disinterest" in cast.owner.get("/taste").text
    assert "/titles/harbour/disinterest" not in cast.stranger.get("/taste").text.split("toast")[0]


def test_a_dislike_lowers_what_is_like_it(cast: Cast, films: dict[str, Title]) -> None:
    train()
    ruth = cast.profiles["owner"]
    watch(ruth, films["Night Ferry"])
    before = {pick.title_id: pick.score for pick in offer_for(ruth).picks}
    cast.owner.post("/titles/harbour/disinterest")
    after = {pick.title_id: pick.score for pick in offer_for(ruth).picks}
    salt = films["Salt Room"].id
    assert after.get(salt, 0.0) < before[salt]


def test_the_panel_and_the_taste_are_parts_of_their_pages(cast: Cast, films: dict[str, Title]) -> None:
    train()
    watch(cast.profiles["owner"], films["Night Ferry"])
    cast.owner.post("/titles/harbour/disinterest")
    assert_fragment_in_page(cast.owner, "/taste", "taste")
    alone = cast.owner.get("/titles/harbour/reasons")
    assert alone.status_code == 303 and alone.headers["Location"].endswith("/titles/harbour")


def test_next_leads_nowhere_else(cast: Cast, films: dict[str, Title]) -> None:
    there = cast.owner.post("/titles/harbour/disinterest", {"next": "//evil.example"}).headers["Location"]
    assert there.endswith("/titles/harbour")
    assert cast.owner.post("/titles/harbour/disinterest", {"next": "/taste"}).headers["Location"].endswith("/taste")


def test_statements_of_title_and_taste_do_not_grow(cast: Cast, films: dict[str, Title], app: Flask) -> None:
    train()
    ruth = cast.profiles["owner"]
    for name in (*SEA[:2], *MUSIC[:1]):
        watch(ruth, films[name])

    def sent(path: str) -> int:
        cast.owner.get(path)
        with count_statements() as statements:
            cast.owner.get(path)
        return len(statements)

    cast.owner.post("/titles/reel/disinterest")
    few = {path: sent(path) for path in ("/titles/harbour", "/taste")}
    for number in range(20):
        film = make_title(f"Sea {number}", genres=["Sea"], people=["Ada Mole"])
        make_video(film)
        if number % 2:
            watch(ruth, film, hours_ago=number)
        elif number % 3:
            db.session.add(Disinterest(profile_id=ruth.id, title_id=film.id))
    db.session.commit()
    assert all(sent(path) <= statements for path, statements in few.items())
    assert len(playable_ids(ruth)) == 30


def test_people_are_named_in_one_phrase_of_their_whole_share() -> None:
    told = [
        Reason("Ada Mole, again", 0.4, person="Ada Mole"),
        Reason("Drama, which you like", 0.3),
        Reason("Bo Reed, again", 0.2, person="Bo Reed"),
        Reason("Cy Lund, again", 0.1, person="Cy Lund"),
    ]
    joined = together(told)
    assert [reason.text for reason in joined] == ["Ada Mole, Bo Reed and Cy Lund, again", "Drama, which you like"]
    assert sum(reason.share for reason in joined) == pytest.approx(1)
    assert together(told[:2]) == told[:2]

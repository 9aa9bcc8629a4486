"""What is offered: by the newest watch, masked before it is ranked, each with the reason that weighs most."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.catalogue.models import Title
from app.catalogue.related import more_like
from app.foundation import clock
from app.foundation.db import db
from app.groups.models import Group
from app.profiles.models import Profile
from app.recommendations import disliking
from app.recommendations.content import current_content
from app.recommendations.picks import Offer, offer_for, scorer_for
from app.recommendations.reasons import reason_of
from app.recommendations.signals import taste_of
from app.watching import my_list
from tests.cast import Cast
from tests.programme import make_title, make_video
from tests.recommendations.house import MUSIC, SEA, train, watch
from tests.statements import count_statements

REASON = re.compile(r"You finished Night Ferry|Sea, which you like")


def names_of(offer: Offer) -> list[str]:
    """The names on the shelf of top picks."""
    names = {title.id: title.name for title in db.session.scalars(db.select(Title))}
    return [names[pick.title_id] for pick in offer.picks]


def test_the_newest_watch_counts_at_once(cast: Cast, films: dict[str, Title]) -> None:
    train()
    ruth = cast.profiles["owner"]
    assert offer_for(ruth).is_new and len(offer_for(ruth).picks[0].parts) == 1, "popularity alone"
    watch(ruth, films["Night Ferry"])
    first = names_of(offer_for(ruth))
    assert set(first[:4]) == set(SEA) - {"Night Ferry"}
    for name in ("Two Tones", "Kettle Hymn", "Reel"):
        watch(ruth, films[name], hours_ago=0)
    assert names_of(offer_for(ruth))[0] in MUSIC


def test_the_home_page_shows_the_picks_with_their_reasons(cast: Cast, films: dict[str, Title]) -> None:
    train()
    watch(cast.profiles["owner"], films["Night Ferry"])
    page = cast.owner.get("/").text
    assert "Top picks for you" in page and REASON.search(page)
    assert "What people watch here" in cast.stranger.get("/").text


def test_what_was_watched_or_is_not_wanted_is_not_offered_again(cast: Cast, films: dict[str, Title]) -> None:
    train()
    ruth = cast.profiles["owner"]
    watch(ruth, films["Night Ferry"])
    disliking.dislike(ruth, films["Harbour"].id)
    db.session.commit()
    assert not {"Night Ferry", "Harbour"} & set(names_of(offer_for(ruth)))


@pytest.mark.parametrize("change", ["maturity", "withdrawn", "over", "group", "no video"])
def test_masks_come_before_the_ranking(cast: Cast, films: dict[str, Title], change: str) -> None:
    train()
    teo, film = cast.profiles["teenager"], films["Harbour"]
    watch(teo, films["Night Ferry"])
    assert "Harbour" in names_of(offer_for(teo))
    if change == "maturity":
        film.maturity_years = 16
    elif change == "withdrawn":
        film.withdraw()
    elif change == "over":
        film.available_until = clock.now() - timedelta(seconds=1)
    elif change == "group":
        film.groups = [Group(name="Film club")]
    else:
        from app.media.models import Video

        db.session.scalars(db.select(Video).filter_by(title_id=film.id)).one().fail("It broke.")
    db.session.commit()
    offer = offer_for(teo)
    assert "Harbour" not in names_of(offer) and film.id not in offer.title_ids
    assert "Harbour" not in cast.teenager.get("/").text.split("Top picks")[-1] or change == "no video"


def test_a_child_is_offered_only_what_it_may_see_and_no_reasons_panel(cast: Cast, films: dict[str, Title]) -> None:
    films["Harbour"].maturity_years = 12
    db.session.commit()
    train()
    watch(cast.profiles["child"], films["Night Ferry"])
    page = cast.child.get("/").text
    assert "Harbour" not in page and "Picked for you" in page
    assert "Why this is suggested" not in cast.child.get("/titles/salt-room").text
    assert cast.child.get("/titles/salt-room/reasons").status_code == 403
    assert cast.child.get("/taste").status_code == 403


def test_a_new_title_is_reached_by_what_it_is_made_of(cast: Cast, films: dict[str, Title]) -> None:
    train()
    new = make_title("Tide Table", genres=["Sea"])
    make_video(new)
    ruth = cast.profiles["owner"]
    watch(ruth, films["Night Ferry"])
    assert "Tide Table" in names_of(offer_for(ruth))


def test_without_any_training_content_alone_speaks(cast: Cast, films: dict[str, Title]) -> None:
    ruth = cast.profiles["owner"]
    watch(ruth, films["Night Ferry"])
    assert set(names_of(offer_for(ruth))[:4]) == set(SEA) - {"Night Ferry"}
    assert cast.owner.get("/").status_code == 200


def test_a_reason_is_the_largest_part_and_the_parts_add_up(cast: Cast, films: dict[str, Title]) -> None:
    train()
    ruth = cast.profiles["owner"]
    watch(ruth, films["Night Ferry"])
    watch(ruth, films["Two Tones"], share=0.4)
    my_list.add(ruth, films["Reel"].id)
    db.session.commit()
    taste = taste_of(ruth)
    scorer = scorer_for(taste.weights)
    scores, names = scorer.scores(), {film.id: name for name, film in films.items()}
    for pick in offer_for(ruth).picks:
        assert (
            sum(part.value for part in pick.parts) == pytest.approx(scores[pick.title_id]) == pytest.approx(pick.score)
        )
        largest = max(pick.parts, key=lambda part: part.value)
        assert pick.parts[0] == largest
        told = reason_of(pick, taste.signals, names, current_content())
        if largest.kind == "watched":
            assert names[largest.key] in told
        elif largest.kind == "feature":
            assert current_content().features[largest.key].name in told


def test_low_ratings_and_early_ends_speak_against(cast: Cast, films: dict[str, Title]) -> None:
    train()
    ruth = cast.profiles["owner"]
    watch(ruth, films["Night Ferry"])
    cast.owner.post("/titles/night-ferry/reviews", {"rating": "1", "text": ""})
    assert taste_of(ruth).weights.get(films["Night Ferry"].id, 0) <= 0
    watch(ruth, films["Two Tones"], share=0.05, hours_ago=24 * 30)
    assert taste_of(ruth).weights[films["Two Tones"].id] < 0


def test_the_page_of_a_title_says_why_and_takes_less_like_this(cast: Cast, films: dict[str, Title]) -> None:
    train()
    watch(cast.profiles["owner"], films["Night Ferry"])
    assert REASON.search(cast.owner.get("/titles/harbour").text)
    assert cast.owner.get("/titles/harbour/reasons", fragment=True).text in cast.owner.get("/titles/harbour").text
    assert cast.owner.post("/titles/harbour/disinterest").status_code == 303
    assert cast.owner.post("/titles/harbour/disinterest").status_code == 303
    assert "Not suggested to you" in cast.owner.get("/titles/harbour").text
    assert "Harbour" in cast.owner.get("/taste").text
    cast.owner.post("/titles/harbour/disinterest/remove")
    assert "Why this is suggested" in cast.owner.get("/titles/harbour").text
    assert "Not suggested to you" not in cast.stranger.get("/titles/harbour").text


def test_nobody_dislikes_what_they_may_not_see(cast: Cast, films: dict[str, Title]) -> None:
    films["Harbour"].maturity_years = 18
    db.session.commit()
    assert cast.teenager.post("/titles/harbour/disinterest").status_code == 404
    assert cast.teenager.get("/titles/harbour/reasons").status_code == 404


def test_those_who_watched_this_watched_that(cast: Cast, films: dict[str, Title]) -> None:
    train()
    told = {card.name: card.reason for card in more_like(films["Night Ferry"], cast.profiles["owner"])}
    assert set(told) == set(SEA) - {"Night Ferry"}
    assert "Watched by those who watched this" in told.values()
    assert "Watched by those who watched this" in cast.owner.get("/titles/night-ferry").text


def test_the_taste_page_says_what_is_believed(cast: Cast, films: dict[str, Title]) -> None:
    assert "Nothing is known yet" in cast.owner.get("/taste").text
    watch(cast.profiles["owner"], films["Night Ferry"])
    page = cast.owner.get("/taste").text
    assert ">Sea<" in page and "Night Ferry" in page and ">Sea<" not in cast.stranger.get("/taste").text


def test_a_kept_reason_never_names_what_one_may_not_see_any_more(cast: Cast, films: dict[str, Title]) -> None:
    train()
    teo = cast.profiles["teenager"]
    watch(teo, films["Night Ferry"])
    films["Night Ferry"].maturity_years = 18
    db.session.commit()
    for path in ("/", "/titles/harbour", "/taste"):
        assert "Night Ferry" not in cast.teenager.get(path).text, path


def test_statements_do_not_grow_with_titles_or_watches(cast: Cast, films: dict[str, Title]) -> None:
    train()
    ruth: Profile = cast.profiles["owner"]
    watch(ruth, films["Night Ferry"])

    def sent() -> int:
        cast.owner.get("/")
        with count_statements() as statements:
            cast.owner.get("/")
        return len(statements)

    few = sent()
    for number in range(30):
        film = make_title(f"Sea {number}", genres=["Sea"])
        make_video(film)
        if number % 2:
            watch(ruth, film, hours_ago=number)
    assert sent() <= few + 1  # one more where "continue watching" goes on

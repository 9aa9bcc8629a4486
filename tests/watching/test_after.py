"""After the last picture: rating it, and what is like it."""

from __future__ import annotations

import pytest

from app.catalogue.models import Genre
from app.foundation.db import db
from app.media.models import Video
from tests.cast import Cast
from tests.films import film, ready_video


@pytest.fixture
def video(cast: Cast) -> Video:
    """Harbour Light, which shares a genre with Quiet Harbour, and with Night Harbour, for grown-ups."""
    drama = Genre(name="Drama", slug="drama")
    titles = [film("Harbour Light", 0), film("Quiet Harbour", 0), film("Night Harbour", 18)]
    for title in titles:
        title.genres.append(drama)
    db.session.add(drama)
    return ready_video(titles[0], duration_s=100)


def test_it_asks_how_it_was_and_offers_what_is_like_it(cast: Cast, video: Video) -> None:
    html = cast.owner.get(f"/watch/{video.reference}/after", fragment=True).text
    for said in ("That was Harbour Light", "How was it?", "Quiet Harbour", "Night Harbour"):
        assert said in html
    assert "<html" not in html and "<html" in cast.owner.get(f"/watch/{video.reference}/after").text


def test_a_press_on_a_bulb_is_a_review(cast: Cast, video: Video) -> None:
    cast.owner.post("/titles/harbour-light/reviews", {"rating": "4"}, fragment=True)
    html = cast.owner.get(f"/watch/{video.reference}/after").text
    assert "How was it?" not in html, "what was written would be lost"


def test_the_child_is_offered_what_is_for_the_child(cast: Cast, video: Video) -> None:
    html = cast.child.get(f"/watch/{video.reference}/after").text
    assert "Quiet Harbour" in html
    assert "Night Harbour" not in html and "How was it?" not in html


def test_it_is_for_whoever_may_watch(cast: Cast) -> None:
    adult = ready_video(film("Night Harbour", 18), duration_s=100)
    assert cast.child.get(f"/watch/{adult.reference}/after").status_code == 404
    assert cast.owner.get("/watch/nothing-her/after").status_code == 404


def test_the_page_has_a_place_for_it_unless_another_episode_follows(cast: Cast, video: Video) -> None:
    assert "data-after" in cast.owner.get(f"/watch/{video.reference}").text
    trailer = ready_video(film("Long Current"), duration_s=30, role="trailer")
    assert "data-after" not in cast.owner.get(f"/watch/{trailer.reference}").text

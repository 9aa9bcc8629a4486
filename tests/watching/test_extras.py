"""Trailers and extras beside the film."""

from __future__ import annotations

from app.foundation.db import db
from tests.cast import Cast
from tests.films import film, ready_video


def test_they_stand_on_the_titles_page_for_whoever_may_see_it(cast: Cast) -> None:
    title = film("Night Harbour", 18)
    ready_video(title)
    extra, _trailer = ready_video(title, "extra", 300), ready_video(title, "trailer", 90)
    extra.name = "How the fog was made"
    db.session.commit()
    page = cast.owner.get("/titles/night-harbour").text
    assert "Trailers and extras" in page and "How the fog was made" in page and f"/watch/{extra.reference}" in page
    assert cast.owner.get(f"/watch/{extra.reference}").status_code == 200
    assert cast.child.get("/titles/night-harbour").status_code == 404
    assert cast.child.get(f"/watch/{extra.reference}").status_code == 404


def test_one_trailer_stands_at_the_play_button_alone(cast: Cast) -> None:
    title = film("Harbour Light")
    ready_video(title)
    ready_video(title, "trailer", 90)
    assert "Trailers and extras" not in cast.owner.get("/titles/harbour-light").text

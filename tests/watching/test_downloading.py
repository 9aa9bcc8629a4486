"""A film is taken away as one file where an editor allows it, by whoever may watch it."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from app.foundation.db import db
from app.media.models import Video
from tests.cast import Cast
from tests.films import FILES, film, ready_video, series


@pytest.fixture
def video(cast: Cast) -> Video:
    made = ready_video(film("Fire", age=12))
    made.work.name = "Fire: “Ærø” / 1"
    made.is_downloadable = True
    db.session.commit()
    return made


def test_it_is_taken_whole_and_in_parts_under_its_own_name(cast: Cast, video: Video) -> None:
    answer = cast.owner.get(f"/watch/{video.reference}/download")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, FILES["direct.mp4"], "video/mp4")
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment") and "/" not in said
    assert "Fire “Ærø” 1.mp4" in unquote(said.partition("UTF-8''")[2])
    part = cast.owner.get(f"/watch/{video.reference}/download", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, FILES["direct.mp4"][10:20])


def test_the_titles_page_offers_it_only_where_it_is_allowed(cast: Cast, video: Video) -> None:
    link = f"/watch/{video.reference}/download"
    assert link in cast.owner.get(f"/titles/{video.work.slug}").text
    assert link in cast.stranger.get(f"/titles/{video.work.slug}").text
    video.is_downloadable = False
    db.session.commit()
    assert link not in cast.owner.get(f"/titles/{video.work.slug}").text
    assert cast.owner.get(link).status_code == 404


def test_what_grows_still_has_no_file_to_take(cast: Cast, video: Video) -> None:
    video.state = "growing"
    db.session.commit()
    assert cast.owner.get(f"/watch/{video.reference}/download").status_code == 404


def test_the_child_and_who_is_not_signed_in_get_none_of_it(cast: Cast, video: Video) -> None:
    assert cast.child.get(f"/watch/{video.reference}/download").status_code == 404
    assert cast.anonymous.get(f"/watch/{video.reference}/download").status_code in (302, 303, 401)
    assert cast.teenager.get(f"/watch/{video.reference}/download").status_code == 200


def test_an_episode_is_named_by_its_place(cast: Cast) -> None:
    made = ready_video(series().seasons[0].episodes[0])
    made.is_downloadable = True
    db.session.commit()
    said = cast.owner.get(f"/watch/{made.reference}/download").headers["Content-Disposition"]
    assert "The Aurora Keeper S1 E1.mp4" in said


def test_an_editor_allows_it_and_a_moderator_may_not(cast: Cast, video: Video) -> None:
    address = f"/admin/videos/edit/?id={video.id}"
    video.is_downloadable = False
    db.session.commit()
    assert cast.moderator.post(address, {"role": "main", "is_downloadable": "y"}).status_code == 403
    assert cast.editor.post(address, {"role": "main", "is_downloadable": "y"}).status_code == 303
    db.session.refresh(video)
    assert video.is_downloadable

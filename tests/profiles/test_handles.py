"""A handle: chosen, changed, given up; unique in the whole house, and never a child's."""

from __future__ import annotations

import pytest

from app.profiles.models import HandleTaken, Profile
from tests.cast import Cast
from tests.fragments import assert_part_of
from tests.profiles.test_managing import LOOK, NEW, find

FORM = {**LOOK, "name": "Nana", "pin": "", "maturity_limit": "18"}


def edit(cast: Cast, name: str = "member") -> str:
    return f"/profiles/{cast.profiles[name].id}/edit"


def test_a_handle_is_chosen_shown_changed_and_given_up(cast: Cast) -> None:
    assert cast.owner.post(edit(cast), {**FORM, "handle": " @Nana-Elm "}).status_code == 303
    assert find("Nana").handle == "nana-elm"
    assert "@nana-elm" in cast.owner.get("/profiles/manage").text
    assert 'value="nana-elm"' in cast.owner.get(edit(cast)).text
    cast.owner.post(edit(cast), {**FORM, "handle": ""})
    assert find("Nana").handle is None


def test_somebody_new_has_one_at_once(cast: Cast) -> None:
    cast.owner.post("/profiles/new", {**NEW, "maturity_limit": "16", "handle": "otto"})
    assert find("Otto").handle == "otto"


@pytest.mark.parametrize(
    ("handle", "sentence"),
    [
        ("ab", "3 to 30 characters"),
        ("x" * 31, "3 to 30 characters"),
        ("näna", "small letters a to z"),
        ("-nana", "small letters a to z"),
        ("na--na", "small letters a to z"),
        ("na na", "small letters a to z"),
        ("nana\0", "small letters a to z"),
        ("na\u202ena", "small letters a to z"),
        ("<b hx-get=/x>", "small letters a to z"),
        ("@Admin", "kept for the house"),
        ("iris", "has this handle already"),
    ],
)
def test_one_that_cannot_be_is_said_and_the_form_kept(cast: Cast, handle: str, sentence: str) -> None:
    cast.stranger.post(edit(cast, "stranger"), {**FORM, "name": "Iris", "handle": "iris"})
    for path, form in ((edit(cast), {**FORM, "handle": handle}), ("/profiles/new", {**FORM, "handle": handle})):
        form = {**form, "name": "Nana the elder"}
        answer = cast.owner.post(path, form)
        assert answer.status_code == 422 and sentence in answer.text and "Nana the elder" in answer.text
        assert_part_of(answer.text, cast.owner.post(path, form, fragment=True).text, "profile_form")
    assert find("Nana").handle is None


def test_a_child_has_none_and_loses_it_before_becoming_one(cast: Cast) -> None:
    answer = cast.owner.post(edit(cast, "child"), {**FORM, "name": "Mia", "maturity_limit": "7", "handle": "mia-7"})
    assert answer.status_code == 422 and "A child cannot be found by others" in answer.text
    assert find("Mia").handle is None


def test_twins_who_want_the_same_do_not_both_get_it(cast: Cast) -> None:
    cast.profiles["owner"].change("Ruth", handle="elm")
    with pytest.raises(HandleTaken):
        Profile.change(cast.profiles["stranger"], "Iris", handle="elm")

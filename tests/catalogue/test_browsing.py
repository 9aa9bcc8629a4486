"""Browsing: filters and order in the address, counts that agree, pages, and values that mean nothing."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.catalogue.browsing import PAGE_SIZE, Wish, browse
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.programme import make_series, make_title
from tests.statements import count_statements


def names_at(cast: Cast, path: str) -> list[str]:
    return re.findall(r'<span class="card__name">([^<]+)</span>', cast.owner.get(path).text)


@pytest.fixture
def shown(app: Flask, cast: Cast) -> Cast:
    """Four titles that every filter tells apart."""
    make_title("Anchor", year=1994, runtime_s=300, genres=["Sea"])
    make_title("Buoy", year=2003, runtime_s=6000, genres=["Sea", "Night"])
    make_title("Comet", year=2024, runtime_s=900, genres=["Night"])
    make_series("Dunes", year=2026)
    return cast


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Anchor", "Buoy", "Comet", "Dunes"}),
        ("kind=series", {"Dunes"}),
        ("genre=sea", {"Anchor", "Buoy"}),
        ("genre=sea&decade=2000", {"Buoy"}),
        ("decade=1990s", {"Anchor"}),
        ("year=2024", {"Comet"}),
        ("kind=film&genre=night", {"Buoy", "Comet"}),
    ],
)
def test_a_filter_narrows_to_what_it_says(shown: Cast, query: str, expected: set[str]) -> None:
    assert set(names_at(shown, f"/browse?{query}")) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["Anchor", "Buoy", "Comet", "Dunes"]),
        ("year", ["Dunes", "Comet", "Buoy", "Anchor"]),
        ("length", ["Anchor", "Comet", "Buoy", "Dunes"]),
        ("new", ["Dunes", "Comet", "Buoy", "Anchor"]),
    ],
)
def test_the_order_is_the_one_asked_for(shown: Cast, sort: str, expected: list[str]) -> None:
    assert names_at(shown, f"/browse?sort={sort}") == expected


def test_every_choice_counts_what_choosing_it_shows(shown: Cast) -> None:
    profile = shown.profiles["owner"]
    for query in ({}, {"kind": "film"}, {"genre": "sea"}, {"decade": "2000"}):
        found = browse(Wish.of(query), profile)
        for choice in (*found.kinds, *found.genres, *found.decades):
            if not choice.on:
                assert len(names_at(shown, choice.url)) == choice.count, (query, choice)


def test_nothing_that_fits_is_said_with_a_way_on(shown: Cast) -> None:
    text = shown.owner.get("/browse?kind=series&genre=sea").text
    assert "Nothing fits all of that" in text
    assert 'href="/browse"' in text


def test_pages_follow_one_another_without_gap_or_repeat(cast: Cast) -> None:
    for n in range(PAGE_SIZE + 4):
        make_title(f"Film {n:03}")
    first, second = names_at(cast, "/browse?sort=name"), names_at(cast, "/browse?sort=name&page=2")
    assert (len(first), len(second)) == (PAGE_SIZE, 4)
    assert first + second == sorted(first + second)
    assert 'rel="next"' in cast.owner.get("/browse").text
    assert cast.owner.get("/browse?page=3").status_code == 404


NONSENSE = [
    "year=abc",
    "year=99999999999",
    "year=%F0",
    "page=-1",
    "page=0",
    "page=x",
    "page=²",
    "page=1&page=9",
    "decade=1e9",
    "kind=book",
    "sort=drop",
    "genre=a--b",
    "genre=%00",
]


@pytest.mark.parametrize("query", NONSENSE)
def test_a_value_that_means_nothing_is_left_out(shown: Cast, query: str) -> None:
    assert len(names_at(shown, f"/browse?{query}")) == 4


def test_a_page_far_away_is_not_found(shown: Cast) -> None:
    assert shown.owner.get("/browse?page=999").status_code == 404


def test_the_results_stand_identical_in_the_page(shown: Cast) -> None:
    for path in ("/browse", "/browse?genre=sea&sort=name", "/browse?kind=series&genre=sea"):
        assert_fragment_in_page(shown.owner, path, "results")


def test_a_genre_leads_to_browsing_it(shown: Cast) -> None:
    assert shown.owner.get("/genres/sea").headers["Location"] == "/browse?genre=sea"


def test_statements_do_not_grow_with_the_titles(shown: Cast) -> None:
    shown.owner.get("/browse")
    with count_statements() as few:
        shown.owner.get("/browse")
    for n in range(30):
        make_title(f"More {n}", genres=["Sea"], people=[f"Person {n}"])
    with count_statements() as many:
        shown.owner.get("/browse")
    assert len(many) == len(few) <= 10, few

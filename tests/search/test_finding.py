"""Finding titles and people: what matches, why, in which order, and never what the profile may not see."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.catalogue.models import Title
from app.foundation import limits
from app.foundation.db import db
from app.search.query import fold, parse
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.programme import make_title
from tests.statements import count_statements


@pytest.fixture
def programme(cast: Cast) -> dict[str, Title]:
    """A small programme with something for everybody and something hidden."""
    rows = [
        make_title("Nine Thousand Swallows", genres=["Nature"], people=["Jun Adeyemi"], synopsis="One flock."),
        make_title("Swallow Street", genres=["Night"], people=["Ruth Paloma"], maturity=16, year=2019),
        make_title("The Lighthouse Ledger", genres=["Sea"], people=["Solveig Tran"], synopsis="She and the swallows."),
        make_title("Secret Draft", people=["Hidden Person"], published_at=None),
        make_title("Čaj o páté", genres=["Tea"], people=["Věra Nováková"], kind="series"),
        make_title("Unrated Swallows", maturity=None),
    ]
    db.session.commit()
    return {row.slug: row for row in rows}


def names(cast: Cast, who: str, query: str) -> str:
    return str(getattr(cast, who).get(f"/search?{query}").text)


@pytest.mark.parametrize("query", ["q=nine+thou", "q=NINE", "q=swallows+nine", "q=adeyemi", "q=nature", "q=flock"])
def test_a_title_is_found_by_its_words_people_genre_and_synopsis(
    cast: Cast, programme: dict[str, Title], query: str
) -> None:
    assert "Nine Thousand Swallows" in names(cast, "owner", query)


def test_the_name_ranks_before_the_synopsis(cast: Cast, programme: dict[str, Title]) -> None:
    page = names(cast, "owner", "q=swallow")
    assert page.index("Swallow Street") < page.index("The Lighthouse Ledger")


@pytest.mark.parametrize("query", ["q=caj", "q=čaj", "q=CAJ+o+pate", "q=vera"])
def test_accents_do_not_matter(cast: Cast, programme: dict[str, Title], query: str) -> None:
    assert "Čaj o páté" in names(cast, "owner", query)


def test_each_result_says_why_it_matched(cast: Cast, programme: dict[str, Title]) -> None:
    assert "With Jun Adeyemi" in names(cast, "owner", "q=adeyemi")
    assert "Tagged sea" in names(cast, "owner", "q=sea")
    assert "the swallows" in names(cast, "owner", "q=swallows")


@pytest.mark.parametrize(("who", "hidden"), [("child", "Swallow Street"), ("child", "Unrated Swallows"),
                                             ("teenager", "Swallow Street"), ("owner", "Secret Draft")])  # fmt: skip
def test_what_may_not_be_seen_is_not_found(cast: Cast, programme: dict[str, Title], who: str, hidden: str) -> None:
    for query in ("q=swallow", "q=secret", "q=swalow", "", "year=2019", "genre=night", "q=ruth"):
        assert hidden not in names(cast, who, query)


def test_people_are_counted_by_what_may_be_seen(cast: Cast, programme: dict[str, Title]) -> None:
    assert "Ruth Paloma" in names(cast, "owner", "q=paloma")
    assert "Ruth Paloma" not in names(cast, "child", "q=paloma")
    assert "Hidden Person" not in names(cast, "owner", "q=hidden")


def test_the_facets_agree_with_the_total(cast: Cast, programme: dict[str, Title]) -> None:
    assert "2 titles" in names(cast, "child", "q=swallows")
    assert "1 title<" in names(cast, "child", "q=swallows&genre=sea")
    assert "1 title<" in names(cast, "owner", "kind=series")


def test_a_misspelt_name_gives_near_matches(cast: Cast, programme: dict[str, Title]) -> None:
    page = names(cast, "owner", "q=lighthuose+leger")
    assert "These come close" in page and "The Lighthouse Ledger" in page


def test_nothing_at_all_offers_a_way_on(cast: Cast, programme: dict[str, Title]) -> None:
    assert "Nothing called “xyzzy”" in names(cast, "owner", "q=xyzzy")


@pytest.mark.parametrize("query", ["q=%00", "q=%22%20OR%201", "q=" + "a" * 5000, "q=%F0%9F%8E%AC", "year=99999999999",
                                   "year=abc", "kind=x", "genre=%27--", "person=../..", "q=*",
                                   "q=AND+NOT+(", "q=:*%26|!"])  # fmt: skip
def test_what_makes_no_sense_is_ignored(cast: Cast, programme: dict[str, Title], query: str) -> None:
    assert cast.owner.get(f"/search?{query}").status_code == 200


def test_the_results_are_a_part_of_the_page(cast: Cast, programme: dict[str, Title]) -> None:
    assert_fragment_in_page(cast.owner, "/search?q=swallows&genre=sea", "results")


def test_a_changed_name_is_found_and_the_old_one_is_not(cast: Cast, programme: dict[str, Title]) -> None:
    programme["the-lighthouse-ledger"].name = "The Harbour Book"
    db.session.commit()
    assert "The Harbour Book" in names(cast, "owner", "q=harbour")
    db.session.delete(programme["the-lighthouse-ledger"])
    db.session.commit()
    assert "The Harbour Book" not in names(cast, "owner", "q=harbour")


def test_a_renamed_person_is_found_with_their_titles(cast: Cast, programme: dict[str, Title]) -> None:
    programme["nine-thousand-swallows"].credits[0].person.name = "Jun Okonkwo"
    db.session.commit()
    page = names(cast, "owner", "q=okonkwo")
    assert "Nine Thousand Swallows" in page and "/people/jun-adeyemi" in page


def test_the_statements_do_not_grow_with_the_titles(cast: Cast, programme: dict[str, Title]) -> None:
    cast.owner.get("/search")
    with count_statements() as few:
        cast.owner.get("/search?q=swallow")
    for n in range(40):
        make_title(f"Swallow {n}", genres=["Sea"], people=["Jun Adeyemi"])
    db.session.commit()
    with count_statements() as many:
        cast.owner.get("/search?q=swallow")
    assert len(many) == len(few) <= 14


def test_typing_too_fast_is_slowed_down(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: 1_000_000.0))  # all of it at one moment
    answers = [cast.stranger.get("/search?q=a", fragment=True).status_code for _ in range(45)]
    assert answers[0] == 200 and 429 in answers


def test_signed_out_nobody_searches(cast: Cast) -> None:
    assert cast.anonymous.get("/search?q=a").status_code == 302


def test_words_are_folded_alike() -> None:
    assert fold("Ærø’s  Café—NOIR") == "aeros cafe noir"
    assert parse("  a " * 50).words == ("a",) * 12
    assert not parse("…!?")

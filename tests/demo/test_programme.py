"""The demo's programme agrees with itself, and has something for everyone who may see it."""

from collections import Counter

from app.demo.films import FILMS
from app.demo.programme import ACCOUNTS, COLLECTIONS, GENRES, LIST, PEOPLE, PROGRESS, REVIEWS, TITLES

SLUGS = {title.slug: title for title in TITLES}
PROFILES = {profile.name: profile for account in ACCOUNTS for profile in account.profiles}
OPEN = [title for title in TITLES if title.published is not None and title.available_in is None]


def test_names_and_slugs_are_unique() -> None:
    for rows in (TITLES, PEOPLE, GENRES, COLLECTIONS):
        assert len({row.slug for row in rows}) == len({row.name for row in rows}) == len(rows)


def test_there_are_about_forty_titles_of_both_kinds() -> None:
    kinds = Counter(title.kind for title in TITLES)
    assert 38 <= len(TITLES) <= 44
    assert kinds["series"] >= 3


def test_credits_name_people_and_everybody_has_one() -> None:
    credited = {credit.person for title in TITLES for credit in title.credits}
    assert credited == {person.slug for person in PEOPLE}


def test_only_the_cast_has_characters() -> None:
    for title in TITLES:
        for credit in title.credits:
            assert bool(credit.character) == (credit.role == "cast"), title.slug


def test_every_genre_is_used_and_known() -> None:
    assert {slug for title in TITLES for slug in title.genres} == {genre.slug for genre in GENRES}


def test_collections_hold_known_titles() -> None:
    for collection in COLLECTIONS:
        assert set(collection.titles) <= set(SLUGS)
        assert len(set(collection.titles)) == len(collection.titles) >= 6


def test_every_drawn_film_belongs_to_one_title_and_runs_as_long_as_it_says() -> None:
    keys = [key for title in TITLES for key in title.film_keys]
    assert sorted(keys) == sorted(FILMS)
    lengths = {title.film_key: title.runtime_s for title in TITLES}
    lengths |= {one.film_key: one.runtime_s for title in TITLES for season in title.seasons for one in season.episodes}
    assert {key: lengths[key] for key in FILMS} == {key: film.seconds for key, film in FILMS.items()}


def test_ratings_run_from_0_to_18_with_some_unrated() -> None:
    ages = Counter(title.maturity for title in TITLES)
    assert set(ages) == {0, 6, 7, 12, 15, 16, 18, None}
    assert all(ages[age] >= 2 for age in (0, 6, 12, 15, 16, 18, None))


def test_the_child_has_ten_titles_and_the_teenager_misses_one_with_a_video() -> None:
    assert sum(title.maturity is not None and title.maturity <= 7 for title in OPEN) >= 10
    assert any(title.film_keys for title in OPEN if title.maturity and title.maturity > PROFILES["Teo"].maturity)


def test_one_title_leaves_soon_one_is_to_come_and_one_is_a_draft() -> None:
    assert any(title.leaves_in and title.leaves_in <= 7 for title in OPEN)
    assert any(title.available_in for title in TITLES)
    assert any(title.published is None for title in TITLES)


def test_every_duty_has_an_account_and_an_address_of_its_own() -> None:
    duties = [account.duty for account in ACCOUNTS]
    assert sorted(duties) == ["admin", "editor", "moderator", "stranger", "viewer"]
    assert len({account.email for account in ACCOUNTS}) == len(ACCOUNTS)
    assert all(account.profiles for account in ACCOUNTS)


def test_what_people_did_concerns_titles_that_they_may_see() -> None:
    shown = {title.slug for title in OPEN}
    for row in (*REVIEWS, *LIST):
        assert row.title in shown and may_see(row.profile, row.title), row
    for row in PROGRESS:
        owner = next(title.slug for title in TITLES if row.film_key in title.film_keys)
        assert may_see(row.profile, owner) and 0 < row.share <= 1, row


def may_see(profile: str, slug: str) -> bool:
    """Within the profile's limit; unrated titles only without one."""
    limit, maturity = PROFILES[profile].maturity, SLUGS[slug].maturity
    return limit == 18 or (maturity is not None and maturity <= limit)


def test_no_child_has_written_a_review_and_nobody_two_of_one_title() -> None:
    written = Counter((review.profile, review.title) for review in REVIEWS)
    assert max(written.values()) == 1
    assert not any(PROFILES[review.profile].is_child for review in REVIEWS)

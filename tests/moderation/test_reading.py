"""The queue, the log, one's own page: what each says, what it keeps to itself, what it costs."""

from __future__ import annotations

from app.catalogue.models import Title
from app.foundation.db import db
from app.moderation import deciding
from app.moderation.models import Case
from app.moderation.moderatable import SUBJECTS
from app.moderation.reporting import report
from app.profiles.models import Profile
from app.reviews.models import Review
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.moderation.conftest import WORDS
from tests.programme import make_title
from tests.statements import count_statements

REASON = "It gives away the storm."


def reported(cast: Cast, title: Title, author: Profile, words: str = WORDS) -> Case:
    row = Review(profile_id=author.id, title_id=title.id, rating=4, text=words)
    db.session.add(row)
    db.session.flush()
    report(cast.profiles["stranger"], SUBJECTS["review"], row, "spoiler", "a note to moderators")
    db.session.commit()
    return db.session.scalars(db.select(Case).order_by(Case.id.desc())).first()  # type: ignore[return-value]


def hide(cast: Cast, case: Case) -> None:
    deciding.decide(case, "hide", cast.accounts["moderator"], REASON)
    db.session.commit()


def test_the_queue_shows_the_words_the_reports_and_the_past_of_the_author(cast: Cast, film: Title) -> None:
    ruth = cast.profiles["owner"]
    ruth.is_simulated = True
    hide(cast, reported(cast, film, ruth))
    second = reported(cast, make_title("Fog Line"), ruth, "Second words")
    page = cast.moderator.get("/admin/moderation/").text
    assert "Second words" in page and "It gives something away" in page and "a note to moderators" in page
    assert "Iris" in page and "Before: hidden" in page and "simulated" in page and "Fog Line" in page
    assert WORDS not in page, "what is decided waits no longer"
    assert page.index("Hide it") < page.index("Decide otherwise"), "the likeliest action comes first"
    assert WORDS in cast.moderator.get("/admin/moderation/?state=closed").text
    assert_fragment_in_page(cast.moderator, "/admin/moderation/", "queue")
    assert_fragment_in_page(cast.moderator, f"/admin/moderation/{second.id}", "decisions")


def test_the_oldest_case_comes_first_and_later_ones_are_a_page_away(cast: Cast, film: Title) -> None:
    cases = [reported(cast, make_title(f"Film {n}"), cast.profiles["owner"], f"words no. {n}.") for n in range(12)]
    page = cast.moderator.get("/admin/moderation/").text
    assert page.index("words no. 0.") < page.index("words no. 1.") and "words no. 11." not in page
    later = cast.moderator.get(f"/admin/moderation/?after={cases[9].id}").text
    assert "words no. 11." in later and "words no. 0." not in later
    assert cast.moderator.get("/admin/moderation/?after=%00x").status_code == 200


def test_an_empty_queue_says_so(cast: Cast) -> None:
    assert "Nothing waits." in cast.moderator.get("/admin/moderation/").text


def test_the_menu_counts_what_waits(cast: Cast, film: Title) -> None:
    reported(cast, film, cast.profiles["owner"])
    assert "admin__badge--waiting" in cast.moderator.get("/admin/decisions/").text


def test_the_log_gives_reasons_and_neither_names_nor_words(cast: Cast, film: Title) -> None:
    hide(cast, reported(cast, film, cast.profiles["owner"]))
    page = cast.member.get("/moderation/log").text
    assert "A review was hidden" in page and REASON in page and "Moth Hour" in page
    for secret in (WORDS, "Ruth", "Iris", "Moderator<", "a note to moderators"):
        assert secret not in page.partition('<section class="gutter log"')[2].partition("</section>")[0], secret
    assert_fragment_in_page(cast.member, "/moderation/log", "log")


def test_the_log_names_no_title_that_its_reader_may_not_see(cast: Cast) -> None:
    hide(cast, reported(cast, make_title("Dark Pier", maturity=18), cast.profiles["owner"]))
    assert "Dark Pier" not in cast.teenager.get("/moderation/log").text
    assert "Dark Pier" in cast.stranger.get("/moderation/log").text


def test_the_log_is_for_grown_ups(cast: Cast) -> None:
    assert cast.child.get("/moderation/log").status_code == 403
    assert cast.child.get("/moderation/mine").status_code == 403
    assert "/sign-in" in cast.anonymous.get("/moderation/log").location


def test_empty_pages_say_what_will_stand_there(cast: Cast) -> None:
    assert "Nothing decided" in cast.owner.get("/moderation/log").text
    assert "Nothing to tell" in cast.owner.get("/moderation/mine").text


def test_older_decisions_are_a_page_away(cast: Cast, film: Title) -> None:
    for number in range(22):
        case = reported(cast, make_title(f"Film {number}"), cast.profiles["owner"])
        deciding.decide(case, "warn", cast.accounts["moderator"], f"reason no. {number}.")
    db.session.commit()
    page = cast.owner.get("/moderation/log").text
    assert "reason no. 21." in page and "reason no. 1." not in page and "/moderation/log?after=" in page
    cursor = page.partition("/moderation/log?after=")[2].partition('"')[0]
    assert "reason no. 1." in cast.owner.get(f"/moderation/log?after={cursor}").text
    assert cast.owner.get("/moderation/log?after=-1").status_code == 200


def test_mine_shows_ones_own_words_and_nobody_elses(cast: Cast, film: Title) -> None:
    hide(cast, reported(cast, film, cast.profiles["owner"]))
    hide(cast, reported(cast, film, cast.profiles["member"], "Words of Nana"))
    page = cast.owner.get("/moderation/mine").text
    assert WORDS in page and REASON in page and "Words of Nana" not in page
    assert REASON not in cast.teenager.get("/moderation/mine").text
    assert_fragment_in_page(cast.owner, "/moderation/mine", "mine")


def test_no_page_asks_more_of_the_database_for_more_rows(cast: Cast, film: Title) -> None:
    def ask(path: str) -> int:
        cast.moderator.get(path)
        with count_statements() as sent:
            assert cast.moderator.get(path).status_code == 200
        return len(sent)

    def more(names: tuple[str, ...]) -> None:
        for name in names:
            hide(cast, reported(cast, make_title(f"Film of {name}"), cast.profiles[name]))
            reported(cast, make_title(f"Second film of {name}"), cast.profiles[name])

    more(("owner", "moderator"))
    paths = ("/admin/moderation/", "/admin/decisions/", "/moderation/log", "/moderation/mine")
    before = [ask(path) for path in paths]
    more(("member", "teenager", "editor", "admin"))
    assert [ask(path) for path in paths] == before


def test_a_review_that_is_held_by_hand_can_be_shown_again_from_its_case(cast: Cast, film: Title) -> None:
    case = reported(cast, film, cast.profiles["owner"])
    db.session.scalars(db.select(Review)).one().hold("By hand.")
    db.session.commit()
    page = cast.moderator.get(f"/admin/moderation/{case.id}").text
    assert "Hidden now: By hand." in page and "Show it again" in page

"""Every route asks who is there, unless its view says that anybody may come in."""

from __future__ import annotations

from flask import Flask

from app.foundation.access import doors
from tests.cast import Cast

OPEN = {
    "accounts.register",
    "accounts.register_create",
    "accounts.register_waits",
    "accounts.sign_in",
    "accounts.sign_in_create",
    "accounts.welcome",
    "accounts.welcome_create",
    "assets.favicon",
    "assets.robots",
    "assets.static_file",
    "casting.deliver",  # another screen has no cookie: the playback whose signature it brings is looked up
    "feeds.genre",  # a feed reader has no cookie: the token in the address is looked up each time
    "feeds.my_list",
    "feeds.person",
    "feeds.reviews",
    "guests.poster",  # the token again
    "guests.show",
    "media.admit",  # all that media.deliver asks, without the bytes
    "media.deliver",  # asks the signature, the cookie and the session itself
    "notifications.unsubscribe",  # the signed link in a mail is the authority
    "notifications.unsubscribe_create",
    "operations.healthz",
    "own_addresses.show",  # the link in a letter is the authority, once
    "own_addresses.verify",
    "operations.readyz",
    "passkeys.enter",  # proven by the key that the device holds
    "passkeys.options_at_the_door",
    "resetting.choose",  # the link again
    "resetting.create",
    "resetting.reset",
    "resetting.sent",
    "resetting.show",
    "screens.create",  # a screen that is signed in elsewhere
    "screens.show",
    "screens.wait",
    "social.back",  # the answer belongs to a question that this browser asked
    "social.enter",
    "two_step.answer",  # the cookie says whose password was right just now
    "two_step.ask",
}


def test_only_these_endpoints_are_open_to_anybody(house: Flask) -> None:
    assert {door.endpoint for door in doors(house) if door.who == "public"} == OPEN


def test_only_the_heartbeat_asks_by_itself_who_comes(house: Flask) -> None:
    asking = {name for name, view in house.view_functions.items() if getattr(view, "asks_itself", False)}
    assert asking == {"watching.save_progress"}


def test_a_stranger_from_the_street_gets_robots(cast: Cast) -> None:
    assert cast.anonymous.get("/robots.txt").status_code == 200

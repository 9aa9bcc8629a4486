"""The guards in which faults are planted, and the tests that should report them."""

from __future__ import annotations

DOORS = "tests/structure/test_doors.py"
TABLE = ("tests/foundation/test_closed_by_default.py", f"{DOORS}::test_every_address_is_listed_with_who_may_come_in")
WHO = tuple(f"{DOORS}::test_every_door_answers_as_listed[sqlite-{who}]" for who in ("anonymous", "nobody", "stale"))
SIGNING_IN = ("tests/accounts/test_signing_in.py", "tests/accounts/test_own_page.py")
ELSEWHERE = "tests/accounts/elsewhere"
TESTS: dict[str, tuple[str, ...]] = {
    "app/foundation/access.py": (
        *TABLE,
        *SIGNING_IN,
        "tests/foundation/test_answers.py",
        "tests/foundation/test_door_table.py",
        "tests/accounts/test_two_step.py",
        *WHO,
    ),
    "app/foundation/signing.py": (
        "tests/foundation/test_signing.py",
        "tests/media/test_delivery.py",
        "tests/notifications/test_unsubscribing.py",
        "tests/accounts/test_two_step.py",
    ),
    "app/foundation/limits.py": ("tests/foundation/test_limits.py", *SIGNING_IN, "tests/profiles"),
    "app/foundation/outward.py": ("tests/foundation/test_outward.py", ELSEWHERE),
    "app/accounts/models/session.py": (
        *SIGNING_IN,
        "tests/accounts/test_leaving_a_household.py",
        "tests/accounts/test_addresses.py",
    ),
    "app/accounts/models/one_time.py": (
        "tests/accounts/test_one_time_links.py",
        "tests/accounts/test_resetting.py",
        "tests/accounts/test_addresses.py",
        "tests/accounts/test_who_may_register.py",
    ),
    "app/accounts/signing_in.py": (
        *SIGNING_IN,
        "tests/accounts/test_two_step.py",
        "tests/accounts/test_resetting.py",
        "tests/accounts/test_new_devices.py",
        "tests/profiles/test_watching_as.py",
        "tests/profiles/test_pictures_and_first.py",
        "tests/watching/test_private.py",
    ),
    "app/accounts/authentication.py": SIGNING_IN,
    "app/accounts/passwords.py": ("tests/accounts/test_passwords.py", *SIGNING_IN),
    "app/accounts/factors/second_factor.py": ("tests/accounts/test_two_step.py", "tests/accounts/test_screens.py"),
    "app/accounts/social/arriving.py": (ELSEWHERE,),
    "app/accounts/social/joined.py": (ELSEWHERE,),
    "app/accounts/social/provider.py": (ELSEWHERE,),
    "app/media/tokens.py": ("tests/media/test_delivery.py",),
    "app/watching/casting.py": ("tests/watching/test_casting.py",),
    "app/catalogue/visibility.py": (
        "tests/catalogue/test_seen_by.py",
        "tests/catalogue/test_hidden_kinds.py",
        "tests/catalogue/test_visibility.py",
        "tests/watching/test_progress.py",
        "tests/watching/test_beats_refused.py",
    ),
    "app/profiles/grown_ups.py": (
        "tests/profiles",
        f"{DOORS}::test_every_door_answers_as_listed[sqlite-child]",
        WHO[2],
    ),
}

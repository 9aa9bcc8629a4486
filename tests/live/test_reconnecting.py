"""Nothing is missed and nothing comes twice, however often a client loses its line."""

from __future__ import annotations

from flask import Flask

from tests.cast import Cast
from tests.live.reconnecting import Account, roam

FACTS = 300


def test_each_fact_comes_once_and_in_order_to_clients_that_come_and_go(stage: Cast, stage_house: Flask) -> None:
    accounts, _ = roam(stage_house, [stage.owner, stage.stranger], FACTS)
    assert [account for account in accounts if not account.is_clean] == []
    assert all(account.told > FACTS / 3 and account.visits > 3 for account in accounts)


def test_an_account_of_what_was_missed_is_not_clean() -> None:
    assert Account(5, 0, 0, 0, 0, 9).is_clean
    assert not any(Account(5, *(int(n == fault) for n in range(4)), 9).is_clean for fault in range(4))

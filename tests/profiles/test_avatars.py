"""Drawn avatars: pure, so these run once and touch no database."""

import itertools
from xml.etree import ElementTree

import pytest

from app.profiles.avatars import ANIMALS, PATTERNS, draw_avatar


@pytest.mark.parametrize("is_child", [True, False])
@pytest.mark.parametrize("seed", [*range(20), 10**9])
def test_an_avatar_is_well_formed_and_small(seed: int, is_child: bool) -> None:
    drawing = draw_avatar(seed, is_child)
    assert ElementTree.fromstring(drawing).get("viewBox") == "0 0 100 100"
    assert len(drawing.encode()) < 12_000


@pytest.mark.parametrize("is_child", [True, False])
def test_neighbouring_seeds_never_look_alike(is_child: bool) -> None:
    drawings = [draw_avatar(seed, is_child) for seed in range(201)]
    assert all(one != other for one, other in itertools.pairwise(drawings))


def test_there_are_enough_kinds() -> None:
    assert len(PATTERNS) >= 8
    assert len(ANIMALS) >= 5


def test_a_childs_avatar_differs_from_a_grown_ups() -> None:
    assert all(draw_avatar(seed, True) != draw_avatar(seed, False) for seed in range(20))

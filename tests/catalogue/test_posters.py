"""Drawn posters: pure, so these run once and touch no database."""

import itertools
from xml.etree import ElementTree

import pytest

from app.catalogue import lettering
from app.catalogue.motif_scenes import MOTIFS
from app.catalogue.posters import PALETTES, ROOM, draw_backdrop, draw_poster

SVG = "{http://www.w3.org/2000/svg}"
NAMES = [
    "Meridian",
    "X",
    "Ferry to Nowhere in Particular",
    "Donaudampfschifffahrtsgesellschaft",
    "The Extremely Long and Winding Story of a Small Town That Never Learned to Stop Talking About Itself " * 3,
    "Сталкер и другие истории",
    "Žluťoučký kůň & Ørsted",
    "",
    "   ",
    "W" * 200,
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("name", NAMES)
def test_every_motif_is_well_formed_and_small_for_any_name(name: str, seed: int) -> None:
    drawing = draw_poster(name, "Solveig Tran", 2026, seed)
    root = ElementTree.fromstring(drawing)
    assert root.get("viewBox") == "0 0 200 300"
    assert len(drawing.encode()) < 12_000


def test_a_hostile_name_stays_text() -> None:
    drawing = draw_poster("<script>alert(1)</script>", 'x" onload="y & <b>', 2026, 3)
    root = ElementTree.fromstring(drawing)
    assert root.find(f".//{SVG}script") is None
    assert root.findtext(f"{SVG}title") == "<script>alert(1)</script>"
    assert "onload" not in {attribute for element in root.iter() for attribute in element.attrib}


def test_control_characters_are_left_out() -> None:
    ElementTree.fromstring(draw_poster("Nul\x00 and \x1b[31m red\ud800", "\x07bell", None, 1))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_fits_its_column_in_three_lines(name: str) -> None:
    size, lines = lettering.fit(name[:120], ROOM)
    assert 1 <= len(lines) <= 3
    assert lettering.SMALLEST <= size <= lettering.LARGEST
    assert all(lettering.width(line) * size <= ROOM + 0.01 for line in lines)


def test_neighbouring_seeds_never_look_alike() -> None:
    drawings = [draw_poster("Meridian", "", None, seed) for seed in range(201)]
    assert all(one != other for one, other in itertools.pairwise(drawings))


def test_all_pairs_of_motif_and_palette_come_round() -> None:
    pairs = {(seed * 7 % 16, (seed * 5 + seed // 48) % 12) for seed in range(192)}
    assert len(pairs) == len(MOTIFS) * len(PALETTES) == 192


def test_the_same_facts_give_the_same_drawing() -> None:
    assert draw_poster("Moth Hour", "Ruth", 2026, 7) == draw_poster("Moth Hour", "Ruth", 2026, 7)


@pytest.mark.parametrize("palette", PALETTES)
def test_the_name_can_be_read_on_its_ground(palette: object) -> None:
    light, dark = sorted((luminance(palette.ground), luminance(palette.ink)), reverse=True)  # type: ignore[attr-defined]
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_backdrops_differ_and_are_small() -> None:
    drawings = [draw_backdrop(seed) for seed in range(50)]
    assert len(set(drawings)) == 50
    assert all(ElementTree.fromstring(one).get("viewBox") == "0 0 1280 720" for one in drawings)
    assert max(len(one.encode()) for one in drawings) < 12_000

"""Odd files: each becomes the film it should, or says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.media.conftest import Clips
from tests.media.fates import fate_of, look_at
from tests.media.odd import ODD, Odd

pytestmark = pytest.mark.media


def test_there_are_enough_of_them() -> None:
    assert len(ODD) >= 24 and len({odd.name for odd in ODD}) == len(ODD)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.name)
def test_each_becomes_what_it_should(clip: Clips, tmp_path: Path, odd: Odd) -> None:
    fate = fate_of(clip(odd.name), tmp_path / "package")
    if odd.reason:
        assert fate.package is None and odd.reason in fate.reason
        return
    assert fate.package is not None, fate.reason
    assert (fate.package.width, fate.package.height) == pytest.approx(odd.size, abs=2)
    assert fate.package.duration_s == pytest.approx(odd.seconds, abs=0.12)
    pixels, square, frames = look_at(fate.package, tmp_path / "package")
    assert (pixels, square) == ("yuv420p", True)
    assert frames == pytest.approx(odd.seconds * fate.package.fps, abs=2)

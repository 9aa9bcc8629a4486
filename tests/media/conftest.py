"""Films for the tests of the media room: each clip and the one package are made once a run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.media import encode
from app.media.captions import Captions
from app.media.manifest import Package
from app.media.master import put_sent
from app.media.package import make_package
from app.media.subtitles import read_cues
from tests.media.clips import SRT, made

Clips = Callable[[str], Path]


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    """The path of a clip by its name; all test processes share one folder."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen-") else base) / "clips"
    folder.mkdir(exist_ok=True)
    return lambda name: made(name, folder)


@pytest.fixture(scope="session")
def foreign(clip: Clips, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Package]:
    """The package of the MKV with two sounds, and what was said of it. Only to be read."""
    work = tmp_path_factory.mktemp("foreign") / "work"
    make_package(clip("foreign.mkv"), work)
    sent = Captions("fr", "French", False, read_cues(SRT.replace("Hello", "Bonjour")))
    return work, put_sent(work, {"s-fr-x1": sent})


def paced(monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture is read at 30 times its speed and looked at often: no machine is done before it is stopped."""
    arguments = encode.picture_arguments
    monkeypatch.setattr(encode, "picture_arguments", lambda *facts: ["-readrate", "30", *arguments(*facts)])
    monkeypatch.setattr("app.media.ffmpeg.BEAT_S", 0.01)

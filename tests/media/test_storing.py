"""Publishing is all or nothing, and only a package's own files can be opened."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.media import publish as publishing
from app.media.opened import Span
from app.media.publish import publish
from app.media.storage import MediaFolder, NoSuchMedia

REFERENCE = "aB3_-xyz019"


def package(folder: Path, text: str) -> Path:
    (folder / "v240").mkdir(parents=True)
    (folder / "v240" / "00000.m4s").write_text(text)
    (folder / "master.m3u8").write_text(text)
    (folder / "package.json").write_text("{}")
    return folder


@pytest.fixture
def media(tmp_path: Path) -> MediaFolder:
    folder = MediaFolder(tmp_path)
    publish(package(folder.work_path(REFERENCE), "first"), folder.package_path(REFERENCE))
    return folder


def test_a_published_package_is_whole_and_its_work_is_gone(media: MediaFolder) -> None:
    assert media.is_published(REFERENCE)
    assert not media.work_path(REFERENCE).exists()
    file = media.open(REFERENCE, "v240/00000.m4s")
    assert b"".join(file.pieces(Span(0, file.whole.size))) == b"first"
    file.close()


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_newer_package_replaces_the_older(
    media: MediaFolder, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(publishing, "_exchange", lambda *_: False)
    publish(package(media.work_path(REFERENCE), "second"), media.package_path(REFERENCE))
    assert media.path(REFERENCE, "master.m3u8").read_text() == "second"
    assert [path.name for path in media.work_path(REFERENCE).parent.iterdir()] == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux exchanges directories")
def test_there_is_always_a_package_while_it_is_replaced(media: MediaFolder, tmp_path: Path) -> None:
    master = media.package_path(REFERENCE) / "master.m3u8"
    watch = (
        "import pathlib, sys\np = pathlib.Path(sys.argv[1])\nprint('ready', flush=True)\n"
        "seen = [p.exists() for _ in range(20000)]\nsys.exit(not all(seen))"
    )
    watcher = subprocess.Popen([sys.executable, "-c", watch, str(master)], stdout=subprocess.PIPE)
    assert watcher.stdout
    watcher.stdout.readline()
    while watcher.poll() is None:
        publish(package(media.work_path(REFERENCE), "again"), media.package_path(REFERENCE))
    watcher.stdout.close()
    assert watcher.returncode == 0


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd", "v240/../../x", "/etc/passwd", "v240/00000.m4s/", "v240//00000.m4s", "package.json", "",
        "scratch/still.png", "V240/index.m3u8", "v240/index.m3u8\n", "s-en/captions.vtt\0", "still-1.webp", ".", "..",
        "storyboard-99999.jpg", "v240\\index.m3u8", "a0/index.m3u8?x",
    ],
)  # fmt: skip
def test_other_names_cannot_be_opened(media: MediaFolder, name: str) -> None:
    with pytest.raises(NoSuchMedia):
        media.open(REFERENCE, name)


@pytest.mark.parametrize(
    "reference", ["", "..", "../packages", "short", "a" * 33, "ab/cdefgh", "abcdefg\n", "äbcdefgh"]
)
def test_other_references_lead_nowhere(media: MediaFolder, reference: str) -> None:
    for path in (media.source_path, media.package_path, media.work_path, media.remove, media.size):
        with pytest.raises(NoSuchMedia):
            path(reference)


def test_a_missing_file_and_a_link_are_not_there(media: MediaFolder) -> None:
    with pytest.raises(NoSuchMedia):
        media.open(REFERENCE, "direct.mp4")
    (media.package_path(REFERENCE) / "direct.mp4").symlink_to("/etc/passwd")
    with pytest.raises(NoSuchMedia):
        media.open(REFERENCE, "direct.mp4")


def test_removing_frees_everything(media: MediaFolder) -> None:
    media.source_path(REFERENCE).parent.mkdir()
    media.source_path(REFERENCE).write_bytes(b"source")
    package(media.work_path(REFERENCE), "half")
    assert media.size(REFERENCE) == len("first") * 2 + len("{}") + len("source")
    media.remove(REFERENCE)
    assert [path for path in media.root.rglob("*") if path.is_file()] == []
    media.remove(REFERENCE)
    assert media.size(REFERENCE) == 0

"""Files that mean harm or make no sense, made here: `python -m tests.media.hostile FOLDER` makes them all."""

from __future__ import annotations

import gzip
import io
import random
import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from tests.media.clips import ffmpeg, h264, tone

SECRET, FOREIGN = "file:///etc/passwd", "http://127.0.0.1:{port}/stolen"
CUTS, FLIPS = 5, 6
HEADS = {  # what a film begins with, so that a first look lets it pass
    "mp4": b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41",
    "mkv": b"\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x88matroska",
    "avi": b"RIFF\xff\xff\xff\x7fAVI LIST\x00\x00\x00\x00hdrl",
    "ts": b"".join(b"G" + bytes(187) for _ in range(30)),
}


def hostile(folder: Path, port: int) -> Iterator[Path]:
    """Each in `folder`; what wants to read elsewhere names /etc/passwd and a server at this port."""
    for number, (name, data) in enumerate(_all(folder, port)):
        path = folder / f"{number:03}-{name}"
        path.write_bytes(data)
        yield path


def _all(folder: Path, port: int) -> Iterator[tuple[str, bytes]]:
    targets = (SECRET, FOREIGN.format(port=port))
    yield from _texts(targets)
    yield from _behind_a_films_first_bytes(targets)
    yield from _pictures()
    yield from _archives()
    yield from _programs()
    yield from _boxes(targets)
    yield from _matroska()
    yield from _damaged(folder)


def _playlists(target: str) -> Iterator[tuple[str, str]]:
    yield "playlist.m3u8", f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{target}\n#EXT-X-ENDLIST\n"
    yield "master.m3u8", f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{target}\n"
    yield "key.m3u8", f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{target}"\n#EXTINF:1,\na.ts\n#EXT-X-ENDLIST\n'
    yield "map.m3u8", f'#EXTM3U\n#EXT-X-MAP:URI="{target}"\n#EXTINF:1,\na.m4s\n#EXT-X-ENDLIST\n'
    yield "concat-protocol.m3u8", f"#EXTM3U\n#EXTINF:1,\nconcat:{target}|{target}\n#EXT-X-ENDLIST\n"
    yield "subfile.m3u8", f"#EXTM3U\n#EXTINF:1,\nsubfile,,start,0,end,64,,:{target}\n#EXT-X-ENDLIST\n"
    yield "list.ffconcat", f"ffconcat version 1.0\nfile '{target}'\n"
    yield "list-options.ffconcat", f"ffconcat version 1.0\nfile '{target}'\noption safe 0\n"
    yield (
        "session.sdp",
        f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\na={target}\n",
    )
    yield "scene.svg", f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{target}"/><script>1</script></svg>'
    yield "show.mpd", f"<MPD><Period><BaseURL>{target}</BaseURL></Period></MPD>"
    yield "entity.xml", f'<!DOCTYPE x [<!ENTITY e SYSTEM "{target}">]><x>&e;</x>'
    yield "show.smil", f'<smil><body><video src="{target}"/></body></smil>'
    yield "list.pls", f"[playlist]\nFile1={target}\n"
    yield "list.asx", f'<asx><entry><ref href="{target}"/></entry></asx>'
    yield "show.ismc", f'<SmoothStreamingMedia Url="{target}"/>'
    yield "draw.mvg", f"image over 0,0 0,0 '{target}'"
    yield "script.avs", f'FFmpegSource2("{target}")'
    yield "movie.xspf", f"<playlist><trackList><track><location>{target}</location></track></trackList></playlist>"


def _texts(targets: tuple[str, str]) -> Iterator[tuple[str, bytes]]:
    for target in targets:
        for name, text in _playlists(target):
            yield f"{name}.mp4", text.encode()


def _behind_a_films_first_bytes(targets: tuple[str, str]) -> Iterator[tuple[str, bytes]]:
    playlist = dict(_playlists(targets[1]))["playlist.m3u8"].encode()
    for ending, head in HEADS.items():
        yield f"only-a-head.{ending}", head
        yield f"playlist-behind.{ending}", head + playlist
        yield f"zeros-behind.{ending}", head + bytes(200_000)
        yield f"noise-behind.{ending}", head + random.Random(ending).randbytes(200_000)


def _pictures() -> Iterator[tuple[str, bytes]]:
    for form in ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "ICO"):
        sheet = io.BytesIO()
        Image.new("RGB", (32, 32), (9, 99, 199)).save(sheet, form)
        yield f"%03d.{form.lower()}.mp4", sheet.getvalue()
    yield "bomb.png.mp4", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 60_000, 60_000) + bytes(9)


def _archives() -> Iterator[tuple[str, bytes]]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("film.mp4", bytes(20_000_000))
        archive.writestr("../../escape.mp4", b"x")
    yield "bomb.zip.mkv", packed.getvalue()
    yield "bomb.gz.mkv", gzip.compress(bytes(20_000_000))
    for name, head in (("7z", b"7z\xbc\xaf\x27\x1c"), ("rar", b"Rar!\x1a\x07\x01\x00"), ("xz", b"\xfd7zXZ\x00")):
        yield f"archive.{name}.mkv", head + bytes(500)


def _programs() -> Iterator[tuple[str, bytes]]:
    yield "program.elf.mp4", b"\x7fELF\x02\x01\x01" + bytes(500)
    yield "program.exe.mp4", b"MZ" + bytes(500)
    yield "script.sh.mp4", b"#!/bin/sh\ntouch /tmp/stolen\n"
    yield "page.php.mp4", b"<?php system($_GET['x']); ?>"
    yield "page.html.mp4", b"<!doctype html><script>alert(1)</script>"
    yield "paper.pdf.mp4", b"%PDF-1.7\n" + bytes(500)
    yield "song.mp3.mp4", b"ID3\x04" + bytes(500)
    yield "song.flac.mp4", b"fLaC" + bytes(500)
    yield "song.wav.mp4", b"RIFF\x00\x01\x00\x00WAVEfmt " + bytes(500)
    yield "nothing.mp4", b""
    yield "one-byte.mp4", b"\x00"
    yield "nul.mp4", bytes(5000)


def box(kind: bytes, content: bytes = b"", size: int | None = None) -> bytes:
    """An MP4 box, with another size than its own if told so."""
    return struct.pack(">I", len(content) + 8 if size is None else size) + kind + content


def _boxes(targets: tuple[str, str]) -> Iterator[tuple[str, bytes]]:
    head = HEADS["mp4"]
    yield "no-moov.mp4", head + box(b"mdat", bytes(1000))
    yield "endless-box.mp4", head + box(b"moov", b"", size=0)
    yield "tiny-box.mp4", head + box(b"moov", b"", size=4)
    yield "huge-box.mp4", head + box(b"moov", b"", size=0xFFFFFFF0)
    yield "huge-large-box.mp4", head + struct.pack(">I4sQ", 1, b"moov", 2**63)
    yield "many-boxes.mp4", head + box(b"free") * 20_000
    yield "nested.mp4", head + _nested(2000)
    for target in targets:
        reference = box(b"rdrf", bytes(4) + b"url " + struct.pack(">I", len(target)) + target.encode())
        yield "reference-movie.mp4", head + box(b"moov", box(b"rmra", box(b"rmda", reference)))
        yield "data-reference.mp4", head + _track(box(b"url ", bytes(4) + target.encode() + b"\0"))
        yield "alias.mp4", head + _track(box(b"alis", bytes(4) + target.encode()))
    for name, entries in (("stsz", 2**31), ("stco", 2**30), ("stts", 2**32 - 1), ("ctts", 2**32 - 1)):
        yield f"{name}-bomb.mp4", head + _track(b"", box(name.encode(), bytes(4) + struct.pack(">II", 0, entries)))
    yield "wide.mp4", head + _track(b"", size=(65535, 65535))
    yield "no-clock.mp4", head + _track(b"", ticks=0)
    yield "compressed-moov.mp4", head + box(b"moov", box(b"cmov", box(b"dcom", b"zlib") + box(b"cmvd", b"\xff" * 64)))


def _nested(depth: int) -> bytes:
    inner = b""
    for _ in range(depth):
        inner = box(b"moov", inner)
    return inner


def _track(reference: bytes, table: bytes = b"", size: tuple[int, int] = (320, 240), ticks: int = 1000) -> bytes:
    sample = box(b"avc1", bytes(24) + struct.pack(">HH", *size) + bytes(50))
    described = box(b"stsd", bytes(4) + struct.pack(">I", 1) + sample)
    found = box(b"dinf", box(b"dref", bytes(4) + struct.pack(">I", 1) + reference)) if reference else b""
    inner = box(b"minf", box(b"vmhd", bytes(12)) + found + box(b"stbl", described + table))
    clock = box(b"mdhd", bytes(12) + struct.pack(">II", ticks, 10_000) + bytes(4))
    media = box(b"mdia", clock + box(b"hdlr", bytes(8) + b"vide" + bytes(13)) + inner)
    return box(b"moov", box(b"mvhd", bytes(12) + struct.pack(">II", ticks, 10_000) + bytes(80)) + box(b"trak", media))


def _matroska() -> Iterator[tuple[str, bytes]]:
    head = HEADS["mkv"]
    yield "endless-segment.mkv", head + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"
    yield "lying-length.mkv", head + b"\x18\x53\x80\x67\x08\xff\xff\xff\xff" + bytes(64)
    yield "many-voids.mkv", head + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + b"\xec\x80" * 50_000
    yield "deep.mkv", head + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + b"\xae\xff" * 5000


def _damaged(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Good films of a second, cut off at many places and with bytes turned over."""
    for ending in ("mp4", "mkv", "ts", "avi"):
        good = folder / f"good.{ending}"
        picture = ["-f", "lavfi", "-i", "testsrc2=s=96x64:r=10:d=1"]
        ffmpeg(*picture, *tone(440, 1), *h264(), "-c:a", "aac", "-shortest", str(good))
        data, chance = good.read_bytes(), random.Random(ending)
        good.unlink()
        for cut in range(1, CUTS + 1):
            yield f"cut-{cut}.{ending}", data[: len(data) * cut // (CUTS + 1)]
        for flip in range(FLIPS):
            turned = bytearray(data)
            for _ in range(2 ** (flip + 1)):
                turned[chance.randrange(len(turned) if flip % 2 else 800)] = chance.randrange(256)
            yield f"turned-{flip}.{ending}", bytes(turned)


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    for made in hostile(Path(sys.argv[1]), 9):
        print(made)

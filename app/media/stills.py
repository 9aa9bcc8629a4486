"""Frames that stand for the film: chosen among the storyboard's tiles, cut from the best rung."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageStat

from app.media import contained, ffmpeg
from app.media.binaries import Tools
from app.media.encode import join_segments
from app.media.ladder import Plan
from app.media.playlists import MediaPlaylist
from app.media.storyboard import Storyboard, sheet_name

WIDTHS = (320, 640, 1280)
QUALITY = 80
CANDIDATES = 40
FIRST_SHARE, LAST_SHARE = 0.1, 0.85
DIM, BRIGHT = 40, 215
OFFERED, OFFERED_WIDTH = 6, 1920


@dataclass(frozen=True)
class Still:
    """The moment the stills show, their width over their height, and the moments of those an editor may choose from."""

    at_s: float
    aspect: float
    offered_s: tuple[float, ...] = ()


def write_stills(
    tools: Tools, board: Storyboard, best: MediaPlaylist, plan: Plan, folder: Path, scratch: Path
) -> Still:
    """Writes `still-<width>.webp` and `offered-<n>.webp` into `folder`, never enlarged."""
    scores = rate(board, folder)

    def cut(tile: int) -> tuple[float, Image.Image]:
        frame = min(tile * board.tile_frames, _last_frame(best, plan))
        return round(float(frame / plan.fps), 3), _cut(tools, best, plan, frame, scratch)

    offered = [cut(tile) for tile in choose_several(scores)]
    for number, (_, image) in enumerate(offered):
        _save(image, OFFERED_WIDTH, folder / offered_name(number))
    at_s, image = cut(max(scores, key=lambda tile: scores[tile]))
    for width in WIDTHS:
        _save(image, width, folder / f"still-{width}.webp")
    return Still(at_s, round(image.width / image.height, 4), tuple(moment for moment, _ in offered))


def offered_name(number: int) -> str:
    """The file of a frame that an editor may choose."""
    return f"offered-{number}.webp"


def rate(board: Storyboard, folder: Path) -> dict[int, float]:
    """How much each tile shows: wide in light and colour, neither dim nor glaring, not a title card or credits."""
    tiles = candidates(board.tiles)
    return {tile: score(image) for tile, image in zip(tiles, _pictures(board, folder, tiles), strict=True)}


def choose_several(scores: Mapping[int, float], count: int = OFFERED) -> list[int]:
    """The best tile of each of `count` stretches of the film, in their order."""
    tiles = sorted(scores)
    edges = [round(len(tiles) * n / count) for n in range(count + 1)]
    stretches = [tiles[begin:end] for begin, end in pairwise(edges)]
    return [max(stretch, key=lambda tile: scores[tile]) for stretch in stretches if stretch]


def candidates(tiles: int) -> list[int]:
    """At most 40 of the tiles, evenly spread between a tenth and 0.85 of the film."""
    first, last = int(tiles * FIRST_SHARE), max(int(tiles * LAST_SHARE), int(tiles * FIRST_SHARE) + 1)
    step = max(1, (last - first) // CANDIDATES)
    return list(range(first, last, step))


def score(image: Image.Image) -> float:
    """Spread of light plus half the spread of colour, less what it lacks or has too much of light."""
    light, blue, red = ImageStat.Stat(image.convert("YCbCr")).stddev
    mean = ImageStat.Stat(image.convert("L")).mean[0]
    return float(light + (blue + red) / 2 - max(0.0, DIM - mean) - max(0.0, mean - BRIGHT))


def _pictures(board: Storyboard, folder: Path, tiles: Sequence[int]) -> list[Image.Image]:
    pictures = []
    sheets: dict[int, Image.Image] = {}
    for tile in tiles:
        number, left, top = board.place(tile)
        if number not in sheets:
            sheets[number] = Image.open(folder / sheet_name(number))
        pictures.append(sheets[number].crop((left, top, left + board.width, top + board.height)))
    return pictures


def _last_frame(best: MediaPlaylist, plan: Plan) -> int:
    return max(0, round(best.duration_s * float(plan.fps)) - 1)


def _cut(tools: Tools, best: MediaPlaylist, plan: Plan, frame: int, scratch: Path) -> Image.Image:
    """Decodes one segment only: each begins with a keyframe."""
    number, rest_s = best.find((frame + 0.25) / float(plan.fps))
    inside = int(rest_s * plan.fps)
    segment = join_segments(MediaPlaylist(best.init, best.segments[number : number + 1]), scratch / "still.mp4")
    chosen = ["-vf", f"select=eq(n\\,{inside})", "-frames:v", "1", "-fps_mode", "passthrough"]
    arguments = [*ffmpeg.source_arguments(segment), *chosen, "-f", "image2", "-c:v", "png", "-update", "1", "still.png"]
    ffmpeg.run(tools, arguments, limits=contained.QUICK, cwd=scratch)
    return Image.open(scratch / "still.png").convert("RGB")


def _save(image: Image.Image, width: int, path: Path) -> None:
    width = min(width, image.width)
    size = (width, max(1, round(image.height * width / image.width)))
    image.resize(size, Image.Resampling.LANCZOS).save(path, "WEBP", quality=QUALITY, method=4)

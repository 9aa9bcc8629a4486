"""Small pictures along the film for the scrub bar: sheets of tiles and a WebVTT index."""

import math
from dataclasses import dataclass
from pathlib import Path

from app.media import ffmpeg
from app.media.binaries import Tools
from app.media.contained import Limits
from app.media.ladder import Plan, Rung
from app.media.subtitles import stamp

COLUMNS, ROWS = 5, 5
PER_SHEET = COLUMNS * ROWS
LONG_SIDE = 240
MAX_TILES = 900
CLOSE_LOOK_S = 120
LIMITS = Limits(time_s=3600, cpu_s=1800, file_mb=256)


@dataclass(frozen=True)
class Storyboard:
    """Tile n shows the film at n * interval_s; `tile_frames` is that in frames of the film."""

    width: int
    height: int
    interval_s: float
    tile_frames: int
    tiles: int

    @property
    def sheets(self) -> int:
        return math.ceil(self.tiles / PER_SHEET)

    def place(self, tile: int) -> tuple[int, int, int]:
        """Which sheet, and how many pixels from its left and top."""
        sheet, cell = divmod(tile, PER_SHEET)
        return sheet, cell % COLUMNS * self.width, cell // COLUMNS * self.height


def sheet_name(sheet: int) -> str:
    return f"storyboard-{sheet}.jpg"


def lay_out(plan: Plan, frames: int) -> Storyboard:
    """A tile each second of a short film; else each GOP, or every few, so that only keyframes are decoded."""
    step = round(plan.fps) if plan.duration_s <= CLOSE_LOOK_S else plan.gop_frames
    step *= math.ceil(frames / step / MAX_TILES)
    width, height = _tile_size(plan.rungs[-1])
    return Storyboard(width, height, float(step / plan.fps), step, max(1, math.ceil(frames / step)))


def draw(tools: Tools, picture: Path, board: Storyboard, plan: Plan, folder: Path) -> None:
    """Writes the sheets and `storyboard.vtt` into `folder`; `picture` is the joined lowest rung."""
    arguments = [*_skipping(board, plan), *ffmpeg.source_arguments(picture), "-vf", _tiling(board, plan)]
    arguments += ["-fps_mode", "passthrough", "-c:v", "mjpeg", "-q:v", "5", "-f", "image2", "-start_number", "0"]
    ffmpeg.run(tools, [*arguments, "storyboard-%d.jpg"], limits=LIMITS, cwd=folder)
    (folder / "storyboard.vtt").write_text(index(board, plan.duration_s))


def index(board: Storyboard, duration_s: float) -> str:
    """WebVTT whose cues name a sheet and a rectangle of it (Media Fragments `xywh`)."""
    lines = ["WEBVTT", ""]
    for tile in range(board.tiles):
        start_s, end_s = tile * board.interval_s, min((tile + 1) * board.interval_s, duration_s)
        sheet, left, top = board.place(tile)
        lines += [f"{stamp(start_s)} --> {stamp(max(end_s, start_s + 0.001))}"]
        lines += [f"{sheet_name(sheet)}#xywh={left},{top},{board.width},{board.height}", ""]
    return "\n".join(lines)


def _tile_size(rung: Rung) -> tuple[int, int]:
    scale = LONG_SIDE / max(rung.width, rung.height)
    return max(2, round(rung.width * scale / 2) * 2), max(2, round(rung.height * scale / 2) * 2)


def _only_keyframes(board: Storyboard, plan: Plan) -> bool:
    return board.tile_frames % plan.gop_frames == 0


def _skipping(board: Storyboard, plan: Plan) -> list[str]:
    return ["-skip_frame", "nokey"] if _only_keyframes(board, plan) else []


def _tiling(board: Storyboard, plan: Plan) -> str:
    """The keyframes of a copied picture stand where they like: the last one before each moment."""
    sheet = f"scale={board.width}:{board.height}:out_range=pc,tile={COLUMNS}x{ROWS}"
    if plan.copies and _only_keyframes(board, plan):
        return f"fps=fps=1/{board.interval_s:.6f}:start_time=0:round=up,{sheet}"
    step = board.tile_frames // plan.gop_frames if _only_keyframes(board, plan) else board.tile_frames
    chosen = f"select=not(mod(n\\,{step}))"
    return f"{chosen},{sheet}"

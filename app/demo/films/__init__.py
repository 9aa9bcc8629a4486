"""The demo's films, drawn by numpy and encoded by ffmpeg: twelve short films and a season of four episodes.

Pure: no application, no database. `drawing` is the way in; every other module is one film or one craft.
"""

from app.demo.films.drawing import draw_film, draw_still, subtitles_of
from app.demo.films.encoder import DrawingFailed
from app.demo.films.reel import FILMS

__all__ = ["FILMS", "DrawingFailed", "draw_film", "draw_still", "subtitles_of"]

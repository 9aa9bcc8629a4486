"""The demo's films: every one moves, differs from the others, is told in words, and comes out of ffmpeg whole."""

import itertools
import time
from pathlib import Path

import numpy as np
import pytest

from app.demo.films import FILMS, DrawingFailed, draw_film, draw_still, subtitles_of
from app.demo.films.cards import blended, title_card
from app.demo.films.drawing import finished
from app.demo.films.norwegian import NORWEGIAN
from app.demo.films.shot import Shot
from app.demo.films.sound import RATE, loudness, mastered
from app.demo.films.subtitles import Cue, translated, webvtt
from app.media.binaries import find_tools

SMALL = Shot(192, 108, 12, 3.0)


@pytest.fixture(scope="module")
def frames() -> dict[str, list[np.ndarray]]:
    """A few frames of every film, drawn small: its start, two from its middle, and its last second."""
    return {key: few(film.frames(SMALL)) for key, film in FILMS.items()}


def few(drawn) -> list[np.ndarray]:
    return [frame.astype(int) for number, frame in enumerate(drawn) if number % 9 == 4]


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).mean())


@pytest.mark.parametrize("key", FILMS)
def test_every_frame_has_the_shots_size_and_is_not_one_flat_colour(frames, key: str) -> None:
    for frame in frames[key]:
        assert frame.shape == (108, 192, 3)
        assert frame.std() > 2


@pytest.mark.parametrize("key", FILMS)
def test_a_film_changes_from_each_part_to_the_next(frames, key: str) -> None:
    for one, other in itertools.pairwise(frames[key]):
        assert difference(one, other) > 0.8


def test_no_two_films_look_alike(frames) -> None:
    for one, other in itertools.combinations(FILMS, 2):
        assert difference(frames[one][2], frames[other][2]) > 6, (one, other)


def test_a_film_that_stood_still_would_be_noticed(frames) -> None:
    still = frames["coral-city"][0]
    with pytest.raises(AssertionError):
        test_a_film_changes_from_each_part_to_the_next({"coral-city": [still, still]}, "coral-city")


@pytest.mark.parametrize("key", FILMS)
def test_a_still_is_drawn_at_the_size_asked_for_and_quickly(key: str) -> None:
    began = time.process_time()
    picture = draw_still(key, 640, 360)
    assert picture.size == (640, 360)
    assert np.asarray(picture).std() > 8
    assert time.process_time() - began < 3


@pytest.mark.parametrize("key", FILMS)
def test_subtitles_are_in_order_and_inside_the_film(key: str) -> None:
    film, end = FILMS[key], 0.0
    assert subtitles_of(key).startswith("WEBVTT\n\n00:00:0")
    assert subtitles_of(key).count(" --> ") == len(film.cues) >= 4
    for cue in film.cues:
        assert end <= cue.start < cue.end <= film.seconds
        assert all(len(line) <= 44 for line in cue.words.splitlines()) and cue.words.count("\n") <= 1
        end = cue.end


@pytest.mark.parametrize("key", FILMS)
def test_there_are_norwegian_subtitles_at_the_same_times_by_the_same_speakers(key: str) -> None:
    english, norwegian = subtitles_of(key), subtitles_of(key, "no")
    times = [line for line in english.splitlines() if " --> " in line]
    assert times == [line for line in norwegian.splitlines() if " --> " in line] and english != norwegian
    assert english.count("<v ") == norwegian.count("<v ")
    assert all(len(line) <= 44 for words in NORWEGIAN[key] for line in words.splitlines())


def test_words_that_are_one_too_few_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        translated([Cue(1, 2, "One."), Cue(3, 4, "Two.")], ["En."])


def test_there_are_twelve_films_and_a_season_of_four_episodes() -> None:
    episodes = [key for key in FILMS if key.startswith("aurora-keeper-")]
    assert len(episodes) == 4 and len(FILMS) - len(episodes) >= 12


def test_a_subtitle_names_its_speaker_and_its_times_in_milliseconds() -> None:
    written = webvtt([Cue(7.5, 69.25, "Lamp lit.", "Marit")])
    assert written == "WEBVTT\n\n00:00:07.500 --> 00:01:09.250\n<v Marit>Lamp lit.</v>\n"


def test_sound_is_as_loud_as_asked_and_never_clips() -> None:
    hum = np.sin(np.arange(6 * RATE) / RATE * 2 * np.pi * 997).astype(np.float32)
    mix = mastered(np.stack([hum, hum], axis=1))
    assert loudness(mix) == pytest.approx(-18, abs=0.6)
    assert np.abs(mix).max() < 0.89
    assert abs(mix[0]).max() < 0.001 > abs(mix[-1]).max()


def test_loudness_agrees_with_the_reference_tone_of_bs_1770() -> None:
    tone = np.sin(np.arange(4 * RATE) / RATE * 2 * np.pi * 997)
    assert loudness(np.stack([tone, np.zeros_like(tone)], axis=1)) == pytest.approx(-3.01, abs=0.05)


def test_the_name_stands_on_the_picture_at_the_start() -> None:
    words = FILMS["coral-city"].words
    bare = np.zeros((270, 480, 3), np.uint8)
    assert blended(bare, title_card(480, 270, words), 1.0).max() > 200
    assert bare.max() == 0


def test_cards_stand_on_the_film_at_its_start_and_its_end() -> None:
    film, shot = FILMS["two-tones-in-blue"], Shot(192, 108, 6, 20)
    plain = list(film.frames(shot))
    carded = list(finished(film, shot))
    changed = [difference(one.astype(int), other.astype(int)) > 0.05 for one, other in zip(plain, carded, strict=True)]
    assert changed[12] and changed[-1]
    assert not any(changed[36:96])


def test_a_film_comes_out_of_ffmpeg_whole(tmp_path: Path) -> None:
    heard: list[float] = []
    target = tmp_path / "tones.mp4"
    draw_film("two-tones-in-blue", target, find_tools().ffmpeg, heard.append, scale=0.2, seconds=1.0)
    written = target.read_bytes()
    assert written[4:8] == b"ftyp"
    assert b"avc1" in written and b"mp4a" in written
    assert heard[0] == 0 and heard[-1] == 1 and heard == sorted(heard)
    assert [path.name for path in tmp_path.iterdir()] == ["tones.mp4"]


def test_nothing_is_left_behind_when_ffmpeg_fails(tmp_path: Path) -> None:
    with pytest.raises(DrawingFailed):
        draw_film("two-tones-in-blue", tmp_path / "tones.mp4", "/bin/false", scale=0.1, seconds=0.5)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_behind_when_the_drawing_is_broken_off(tmp_path: Path) -> None:
    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draw_film("two-tones-in-blue", tmp_path / "tones.mp4", find_tools().ffmpeg, stop, scale=0.1, seconds=0.5)
    assert list(tmp_path.iterdir()) == []

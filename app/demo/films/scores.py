"""What each film sounds like. A score takes the film's length in seconds and gives its mix."""

import numpy as np

from app.demo.films import rain, relay, storm
from app.demo.films.sound import Stereo, bell, curve, drone, echoed, mastered, noise, place, pluck, sine
from app.demo.films.swallows import flock
from app.demo.films.tones import octave, parting

PENTATONIC = (0, 2, 4, 7, 9, 12, 14, 16, 19)


def pitch(step: int, base: float = 220.0) -> float:
    """The frequency `step` semitones above the base, in hertz."""
    return float(base * 2 ** (step / 12))


def silence(seconds: float) -> Stereo:
    """An empty mix of that length."""
    return np.zeros((round(seconds * 48_000), 2), np.float32)


def tones_score(seconds: float) -> Stereo:
    """The two tones of the picture: one in each ear, the second straying from the first, then its octave."""
    shares = np.linspace(0, 1, 60)
    stray = curve(seconds, [(share, 110 * (1 + 0.017 * parting(share))) for share in shares])
    over = curve(seconds, [(share, octave(share)) for share in shares])
    one = sine(110.0, seconds) + 0.3 * sine(220.0, seconds) + 0.12 * sine(330.0, seconds)
    two = sine(stray, seconds) + 0.3 * sine(stray * 2, seconds)
    high = over * (sine(stray * 2, seconds) + 0.4 * sine(stray * 4, seconds) + 0.2 * sine(stray * 6, seconds))
    mix = np.stack([one + 0.35 * two + 0.3 * high, two + 0.35 * one + 0.6 * high], axis=1)
    return mastered(mix, fade_in=1.2)


def coral_score(seconds: float) -> Stereo:
    """A sea floor of low tones, and marimba-like notes that multiply as the city does."""
    mix = drone(65.4, seconds) * 0.16 + drone(98.0, seconds, 0.004) * 0.1
    mix += noise(seconds, 60, 420, 3) * 0.02
    dice, at = np.random.default_rng(21), 0.8
    while at < seconds - 3:
        share = at / seconds
        step = PENTATONIC[int(dice.integers(0, int(4 + 5 * share)))] + (12 if share > 0.66 else 0)
        place(mix, pluck(pitch(step, 261.6), 1.8), at, 0.2, float(dice.uniform(-0.8, 0.8)))
        at += 0.95 - 0.72 * np.sin(np.pi * min(1, share * 1.25)) ** 2 * (1 if share < 0.7 else 0.4)
    return mastered(echoed(mix))


def swallows_score(seconds: float) -> Stereo:
    """Wings as breathing air, an evening chord, two calls; the falcon is a falling tone, then bells."""
    breath = curve(seconds, [(0, 0.05), (0.12, 0.5), (0.4, 1), (0.55, 1.5), (0.7, 0.7), (0.9, 0.1), (1, 0)])
    sway = 1 + 0.5 * sine(0.37, seconds)
    mix = noise(seconds, 500, 2600, int(flock()[0].size)) * (breath * sway * 0.045)[:, None]
    for step, level in ((0, 0.12), (7, 0.09), (11, 0.05), (16, 0.045)):
        mix += drone(pitch(step, 110), seconds, 0.002) * level
    fall = curve(seconds, [(0, 900), (0.44, 900), (0.6, 240), (1, 240)])
    dive = curve(seconds, [(0, 0), (0.44, 0), (0.5, 0.09), (0.58, 0.05), (0.62, 0), (1, 0)])
    mix += (sine(fall, seconds) * dive)[:, None]
    for share, step in ((0.1, 19), (0.22, 16), (0.66, 12), (0.76, 7), (0.86, 4), (0.92, 0)):
        place(mix, bell(pitch(step, 220), 5), share * seconds, 0.12, 0.4 * (-1) ** step)
    return mastered(echoed(mix))


def rain_score(seconds: float) -> Stereo:
    """Every drop of the picture as a note where it falls, over rain that comes and goes."""
    pour = curve(seconds, [(0, 0.12), (0.18, 0.2), (0.45, 1), (0.6, 0.8), (0.74, 0.16), (1, 0.05)])
    mix = noise(seconds, 900, 7000, 8) * (pour * 0.05)[:, None] + noise(seconds, 90, 500, 9) * (pour * 0.03)[:, None]
    mix += drone(pitch(-12, 196), seconds) * curve(seconds, [(0, 0.02), (0.6, 0.05), (0.85, 0.11), (1, 0.04)])[:, None]
    for number, drop in enumerate(rain.drops()):
        step = PENTATONIC[round((1 - drop.y) * 8)] + (0 if number % 3 else 12)
        place(mix, pluck(pitch(step, 392)), drop.share * seconds, 0.16 * drop.weight, drop.x * 1.6 - 0.8)
    return mastered(echoed(mix, 0.29, 0.3, 3))


def relay_score(seconds: float) -> Stereo:
    """The relay's hum and the wind on the wires; three bells call, three higher ones answer."""
    rise = curve(seconds, [(0, 0.1), (0.15, 0.2), (0.42, 1), (0.55, 0.25), (0.68, 1), (0.85, 0.9), (1, 0.2)])
    mix = drone(73.4, seconds) * 0.13 + noise(seconds, 200, 900, 12) * 0.018
    for step, level in ((12, 0.05), (19, 0.06), (26, 0.04), (28, 0.03)):
        shimmer = 1 + 0.4 * sine(0.11 + step * 0.013, seconds)
        mix += drone(pitch(step, 73.4), seconds, 0.004) * (rise * shimmer * level)[:, None]
    for moment in relay.CALLS:
        place(mix, bell(pitch(12, 293.7), 3), moment * seconds, 0.16, -0.2)
    for moment, step in zip(relay.ANSWERS, (19, 21, 24), strict=True):
        place(mix, bell(pitch(step, 293.7), 5), moment * seconds, 0.13, 0.5)
    return mastered(echoed(mix, 0.46, 0.42, 5))


def storm_score(seconds: float) -> Stereo:
    """Gusts and steps on iron; at the top the wind stops, and a wide chord opens."""
    blow = curve(seconds, [(share, storm.storm_at(share)) for share in np.linspace(0, 1, 50)])
    gust = 1 + 0.45 * sine(0.23, seconds) + 0.3 * sine(0.61, seconds)
    mix = noise(seconds, 160, 900, 31) * (blow * gust * 0.09)[:, None] + drone(55.0, seconds) * 0.12
    for step, level in ((12, 0.06), (19, 0.06), (23, 0.05), (26, 0.05), (30, 0.03)):
        mix += drone(pitch(step, 55), seconds, 0.005) * ((1 - blow) * level)[:, None]
    for number, share in enumerate(np.arange(0.13, 0.6, 0.028)):
        if not 0.34 < share < 0.4:
            place(mix, pluck(pitch(number % 2 * 2, 146.8), 0.7), float(share) * seconds, 0.2, -0.25)
    for moment, step in zip(storm.ANSWERS, (12, 16, 19), strict=True):
        place(mix, bell(pitch(step, 330), 5), moment * seconds, 0.12, 0.4)
    return mastered(echoed(mix, 0.43, 0.4, 5))

"""What the later films sound like; like `scores`, each takes the film's length in seconds and gives its mix."""

import numpy as np

from app.demo.films import dawn, lake, looms, moons, pendulums, snow, suns, waltz
from app.demo.films.scores import PENTATONIC, pitch
from app.demo.films.sound import Stereo, bell, curve, drone, echoed, mastered, noise, place, pluck, sine

WALTZ = ((0, 7, 12), (-3, 4, 9), (-7, 5, 9), (-5, 2, 11))


def pendulums_score(seconds: float) -> Stereo:
    """Each bob is a note when it passes the rail, the near ones low, on the side where it hangs."""
    mix, scale = drone(98.0, seconds, 0.002) * 0.05, seconds / pendulums.SECONDS
    for number in range(pendulums.BOBS):
        swings = pendulums.FEWEST_SWINGS + number
        step = PENTATONIC[number % 5] + 12 * (number // 5)
        for half in range(2 * swings):
            share = (half + 0.5) / (2 * swings)
            at = pendulums.LET_GO + share * (pendulums.HOME - pendulums.LET_GO)
            place(mix, pluck(pitch(step, 196), 1.1), at * scale, 0.055, number / 7 - 1)
    for step in (0, 7, 12, 16, 24):
        place(mix, bell(pitch(step, 196), 4), pendulums.HOME * scale, 0.07, step / 12 - 1)
    return mastered(echoed(mix, 0.31, 0.22, 3))


def waltz_score(seconds: float) -> Stereo:
    """One low and two high in every bar, and a slow tune above them from the tenth second on."""
    mix, scale = drone(73.4, seconds, 0.002) * 0.04, seconds / waltz.SECONDS
    bars = int(waltz.SECONDS / waltz.BAR)
    for bar in range(bars):
        low, *high = WALTZ[bar % 4]
        at = bar * waltz.BAR * scale
        place(mix, pluck(pitch(low - 12, 220), 1.8), at, 0.24, -0.3)
        for beat in (1, 2):
            for step in high:
                place(mix, pluck(pitch(step, 220), 0.8), at + beat * waltz.BAR / 3 * scale, 0.1, 0.3)
        if bar * waltz.BAR >= 9:
            for beat, step in enumerate((12, 16) if bar % 2 else (19, 14)):
                place(mix, bell(pitch(step, 220), 2.6), at + beat * waltz.BAR / 2 * scale, 0.1, 0.5 - beat)
    return mastered(echoed(mix, 0.25, 0.25, 3))


def currents_score(seconds: float) -> Stereo:
    """Deep water: two slow drones that lean on one another, air far above, and a call every few seconds."""
    swell = curve(seconds, [(0, 0.3), (0.3, 1), (0.55, 0.6), (0.8, 1), (1, 0.3)])
    mix = drone(55.0, seconds, 0.004) * 0.16 + drone(82.4, seconds, 0.006) * 0.1 * swell[:, None]
    mix += noise(seconds, 40, 240, 14) * 0.05 * swell[:, None] + noise(seconds, 1200, 3200, 15) * 0.006
    for share, step in ((0.08, 0), (0.22, 7), (0.37, 3), (0.52, 10), (0.66, 7), (0.8, 0)):
        glide = np.geomspace(pitch(step, 220), pitch(step - 2, 220), round(2.4 * 48_000)).astype(np.float32)
        voice = sine(glide, 2.4) * np.hanning(len(glide)).astype(np.float32)
        place(mix, voice, share * seconds, 0.09, 0.6 * (-1) ** step)
    return mastered(echoed(mix, 0.6, 0.5, 5))


def suns_score(seconds: float) -> Stereo:
    """Heat: a chord that gains a voice with each sun, and a bell at each noon."""
    mix, scale = noise(seconds, 2000, 6000, 26) * 0.008, seconds / suns.SECONDS
    for (rises, _, _), step in zip(suns.SUNS, (0, 7, 10, 15), strict=True):
        start, noon, end = (at / suns.SECONDS for at in (rises, rises + suns.ARC_S / 2, rises + suns.ARC_S))
        level = curve(seconds, [(0, 0), (start, 0), (noon, 1), (min(0.995, end), 0), (1, 0)])
        mix += drone(pitch(step, 110), seconds, 0.003) * (level * 0.1)[:, None]
        place(mix, bell(pitch(step + 12, 220), 5), (rises + suns.ARC_S / 2) * scale, 0.12, 0.5 - step / 15)
    return mastered(echoed(mix, 0.5, 0.4, 4))


def moths_score(seconds: float) -> Stereo:
    """The lamp's hum, crickets, and wings that come and go about the ears."""
    near = curve(seconds, [(0, 0.02), (0.15, 0.2), (0.5, 1), (0.82, 0.8), (0.95, 0.05), (1, 0)])
    hum = sine(100.0, seconds) + 0.5 * sine(200.0, seconds) + 0.25 * sine(300.0, seconds)
    mix = np.stack([hum, hum], axis=1) * 0.035
    beat = 0.5 + 0.5 * np.sign(sine(23.0, seconds)) * sine(2.1, seconds)
    mix += noise(seconds, 300, 1400, 33) * (near * beat * 0.05)[:, None]
    chirp = np.clip(sine(0.9, seconds), 0, 1) * (0.5 + 0.5 * sine(31.0, seconds))
    mix += (sine(4200.0, seconds) * chirp)[:, None] * np.array([0.012, 0.004], np.float32)
    for share, step in ((0.12, 0), (0.3, 3), (0.45, 7), (0.55, 12), (0.7, 10), (0.84, 3), (0.91, 0)):
        place(mix, bell(pitch(step, 196), 4), share * seconds, 0.06, 0.5 * (-1) ** step)
    return mastered(echoed(mix, 0.33, 0.3, 3))


def looms_score(seconds: float) -> Stereo:
    """The shuttle's flight and the reed's beat at every pick; each pick's thread is a note of the mill's own tune."""
    mix, picks = drone(65.4, seconds, 0.003) * 0.1, looms.PICKS - looms.LEADER
    knock = np.exp(-np.arange(4800) / 500).astype(np.float32)
    beat = noise(0.1, 200, 1800, 41)[:, 0] * knock
    for pick in range(picks):
        at = pick / picks * seconds
        place(mix, beat, at + 0.8 * seconds / picks, 0.08, 0.5 if pick % 2 else -0.5)
        if pick % 2 == 0:
            step = PENTATONIC[(pick * 5 // 4 + pick // 16) % 7]
            place(mix, pluck(pitch(step, 261.6 if pick % 8 else 130.8), 1.3), at, 0.13, -0.4 + 0.8 * (pick % 16) / 16)
    return mastered(echoed(mix, 0.28, 0.24, 3))


def moons_score(seconds: float) -> Stereo:
    """Scissors, a bell for each moon that comes down, the sea's breath, and at last a ship's low horn."""
    scale, swell = seconds / moons.SECONDS, 0.6 + 0.4 * sine(0.17, seconds)
    mix = noise(seconds, 120, 700, 51) * (swell * 0.035)[:, None] + drone(87.3, seconds, 0.002) * 0.05
    snip = noise(0.12, 2500, 9000, 52)[:, 0] * np.exp(-np.arange(5760) / 900).astype(np.float32)
    for number, (x, _, _, comes, _) in enumerate(moons.MOONS):
        for cut in (-0.7, -0.4):
            place(mix, snip, max(0.1, comes + cut) * scale, 0.03, x * 2 - 1)
        place(mix, bell(pitch(PENTATONIC[number], 349.2), 4.5), comes * scale, 0.15, x * 2 - 1)
    horn = drone(116.5, 2.0, 0.001) * np.hanning(96_000)[:, None].astype(np.float32)
    place(mix, horn[:, 0], 14.2 * scale, 0.12, 0.5)
    return mastered(echoed(mix, 0.42, 0.36, 4))


def snow_score(seconds: float) -> Stereo:
    """Static that thickens, and a note for every flake on the plate, where it lands."""
    thick = curve(seconds, [(0, 0.1), (0.4, 0.4), (0.85, 1), (1, 0.2)])
    mix = noise(seconds, 1500, 7000, 61) * (thick * 0.03)[:, None] + drone(110.0, seconds, 0.002) * 0.05
    for number, note in enumerate(snow.notes()):
        step = PENTATONIC[round((1 - note.y) * 4)] + (12 if number % 3 == 2 else 0)
        place(mix, bell(pitch(step, 523.3), 1.6), note.share * seconds, 0.09, note.x)
    return mastered(echoed(mix, 0.36, 0.3, 4))


def lake_score(seconds: float) -> Stereo:
    """A frozen silence and the ice that speaks; three bells from below, an octave under the first night's."""
    rise = curve(seconds, [(0, 0.05), (0.15, 0.1), (0.45, 1), (0.75, 0.8), (1, 0.3)])
    mix = drone(61.7, seconds, 0.004) * 0.14 + noise(seconds, 60, 300, 71) * 0.03
    for step, level in ((12, 0.05), (19, 0.05), (24, 0.035), (27, 0.03)):
        mix += drone(pitch(step, 61.7), seconds, 0.005) * (rise * level)[:, None]
    for share in (0.1, 0.27, 0.5, 0.68):
        crack = np.geomspace(900, 120, 24_000).astype(np.float32)
        place(mix, sine(crack, 0.5) * np.exp(-np.arange(24_000) / 5000).astype(np.float32), share * seconds, 0.07, -0.4)
    for moment, step in zip(lake.BELLS, (19, 21, 24), strict=True):
        place(mix, bell(pitch(step, 73.4), 6), moment * seconds, 0.24, 0.0)
    return mastered(echoed(mix, 0.52, 0.45, 5))


def dawn_score(seconds: float) -> Stereo:
    """The night's chord turns major, an engine comes and goes, and the lake answers once more."""
    near = curve(seconds, [(0, 0.02), (0.2, 0.2), (0.5, 1), (0.7, 0.4), (0.9, 0.02), (1, 0)])
    engine = sum(sine(curve(seconds, [(0, 47), (0.5, 46), (1, 42)]) * part, seconds) / part for part in (1, 2, 3, 5))
    pan = curve(seconds, [(0, 0), (1, 1)])
    sides = np.stack([np.cos(pan * np.pi / 2), np.sin(pan * np.pi / 2)], axis=1).astype(np.float32)
    mix = sides * (engine * near * 0.09)[:, None] + drone(73.4, seconds) * 0.1
    day = curve(seconds, [(0, 0), (0.25, 0.1), (0.6, 1), (0.9, 0.8), (1, 0.2)])
    for step, level in ((12, 0.05), (19, 0.05), (28, 0.045), (31, 0.03)):
        mix += drone(pitch(step, 73.4), seconds, 0.004) * (day * level)[:, None]
    for moment in dawn.ANSWERS:
        place(mix, bell(pitch(12, 293.7), 4), moment * seconds, 0.17, -0.5)
    return mastered(echoed(mix, 0.46, 0.42, 5))

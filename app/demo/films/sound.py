"""Sound by numpy: (samples, 2) float32 at 48 kHz. Plain voices, and a loudness that is the same for every film."""

import wave
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
LOUDNESS = -18.0
SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
RUMBLE = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
CHURCH_BELL = (
    (0.5, 0.35, 0.8),
    (1.0, 1.0, 1.2),
    (1.19, 0.4, 1.8),
    (2.0, 0.42, 2.4),
    (2.74, 0.22, 4.0),
    (3.76, 0.12, 6.0),
)
Voice = NDArray[np.floating[Any]]
Stereo = NDArray[np.floating[Any]]


def clock(seconds: float) -> Voice:
    """The time of every sample, in seconds."""
    return (np.arange(round(seconds * RATE)) / RATE).astype(np.float32)


def curve(seconds: float, points: list[tuple[float, float]]) -> Voice:
    """A line through (share of the film, value), one value a sample."""
    shares, values = zip(*points, strict=True)
    return np.interp(np.linspace(0, 1, round(seconds * RATE)), shares, values).astype(np.float32)


def sine(hertz: Voice | float, seconds: float) -> Voice:
    """A sine whose pitch may glide."""
    count = round(seconds * RATE)
    if isinstance(hertz, np.ndarray):
        return np.sin(2 * np.pi * np.cumsum(hertz, dtype=np.float64) / RATE).astype(np.float32)
    return np.sin((np.mod(np.arange(count) * (hertz / RATE), 1) * (2 * np.pi)).astype(np.float32))


def drone(hertz: float, seconds: float, detune: float = 0.003) -> Stereo:
    """A warm held tone: four partials, the ears a little apart so that it beats slowly."""
    ears = []
    for side in (1 - detune, 1 + detune):
        parts = [sine(hertz * side * partial, seconds) / partial**1.5 for partial in (1, 2, 3, 4)]
        ears.append(np.sum(parts, axis=0, dtype=np.float32))
    return np.stack(ears, axis=1)


def bell(hertz: float, length: float = 4.0) -> Voice:
    """A struck bell: partials of a church bell, the high ones gone first."""
    time = clock(length)
    struck = sum(level * np.exp(-time * fade) * sine(hertz * ratio, length) for ratio, level, fade in CHURCH_BELL)
    return np.asarray(struck * np.minimum(1, time * 400), dtype=np.float32)


def pluck(hertz: float, length: float = 1.4) -> Voice:
    """A drop on thin metal: a quick sine with a glint."""
    time = clock(length)
    body = np.exp(-time * 5.5) * sine(hertz, length) + 0.3 * np.exp(-time * 14) * sine(hertz * 2.41, length)
    return np.asarray(body * np.minimum(1, time * 900), dtype=np.float32)


def noise(seconds: float, low: float, high: float, seed: int) -> Stereo:
    """Noise between two frequencies (hertz), different in each ear, about 1 in strength."""
    count = round(seconds * RATE)
    dice = np.random.default_rng(seed)
    pitch = np.fft.rfftfreq(count, 1 / RATE)
    keep = 1 / (1 + (low / np.maximum(pitch, 1)) ** 4) / (1 + (pitch / high) ** 4)
    ears = [np.fft.irfft(np.fft.rfft(dice.standard_normal(count)) * keep, count) for _ in range(2)]
    both = np.stack(ears, axis=1).astype(np.float32)
    return both / np.float32(both.std() + 1e-9)


def place(mix: Stereo, voice: Voice, at: float, level: float, pan: float = 0.0) -> None:
    """Add a voice at a time in seconds; pan from -1 (left) to 1 (right), equal power."""
    start = max(0, round(at * RATE))
    room = min(len(voice), len(mix) - start)
    if room <= 0:
        return
    angle = (pan + 1) * np.pi / 4
    sides = np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(level)
    mix[start : start + room] += voice[:room, None] * sides


def echoed(mix: Stereo, delay: float = 0.37, fall: float = 0.36, times: int = 4) -> Stereo:
    """The sound with a few echoes that cross from ear to ear."""
    wet = mix.copy()
    for turn in range(1, times + 1):
        shift = round(delay * turn * RATE)
        if shift >= len(mix):
            break
        heard = mix[:-shift, ::-1] if turn % 2 else mix[:-shift]
        wet[shift:] += heard * np.float32(fall**turn)
    return wet


def mastered(mix: Stereo, fade_in: float = 0.6, fade_out: float = 2.0) -> Stereo:
    """Faded at both ends, at -18 LUFS, its peaks bent below -1 dBFS."""
    seconds = len(mix) / RATE
    fades = np.minimum(1, np.minimum(clock(seconds) / fade_in, (seconds - clock(seconds)) / fade_out))
    mix = mix * np.maximum(fades, 0)[:, None]
    mix *= np.float32(10 ** ((LOUDNESS - loudness(mix)) / 20))
    return np.asarray(np.tanh(mix / 0.89) * 0.89, dtype=np.float32)


def loudness(mix: Stereo) -> float:
    """Integrated loudness in LUFS, after ITU-R BS.1770-4 (K-weighting by spectrum, both gates)."""
    weighted = np.stack([k_weighted(mix[:, ear]) for ear in (0, 1)], axis=1)
    block, step = round(0.4 * RATE), round(0.1 * RATE)
    energy = np.concatenate([[0.0], np.cumsum((weighted.astype(np.float64) ** 2).sum(axis=1))])
    starts = np.arange(0, max(1, len(mix) - block), step)
    power = (energy[np.minimum(starts + block, len(mix))] - energy[starts]) / block + 1e-12
    power = power[power > 10 ** ((-70 + 0.691) / 10)] if (power > 1e-7).any() else power
    return float(-0.691 + 10 * np.log10(power[power >= power.mean() / 10].mean()))


def k_weighted(ear: Voice) -> Voice:
    """One ear through BS.1770's two filters, taken from their coefficients at 48 kHz."""
    turn = np.exp(-1j * np.linspace(0, np.pi, len(ear) // 2 + 1))
    shelf, rumble = response(turn, *SHELF), response(turn, *RUMBLE)
    return np.fft.irfft(np.fft.rfft(ear) * shelf * rumble, len(ear)).astype(np.float32)


def response(turn: NDArray[np.complex128], top: tuple[float, ...], under: tuple[float, ...]) -> NDArray[np.complex128]:
    """A digital filter's response at points of the unit circle (z to the -1)."""
    return np.polyval(top[::-1], turn) / np.polyval(under[::-1], turn)


def written(mix: Stereo, target: Path) -> None:
    """Write 16-bit PCM."""
    with wave.open(str(target), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((mix * 32767).astype("<i2").tobytes())

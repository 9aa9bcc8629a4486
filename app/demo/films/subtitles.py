"""English subtitles of the films, as WebVTT."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cue:
    """One subtitle: from and to in seconds, its words, and who speaks (empty when it is a description)."""

    start: float
    end: float
    words: str
    speaker: str = ""


def webvtt(cues: Sequence[Cue]) -> str:
    """The cues as a WebVTT file."""
    blocks = [f"{stamp(cue.start)} --> {stamp(cue.end)}\n{voiced(cue)}" for cue in cues]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def voiced(cue: Cue) -> str:
    """The cue's words, with their speaker in a voice span."""
    return f"<v {cue.speaker}>{cue.words}</v>" if cue.speaker else cue.words


def stamp(seconds: float) -> str:
    """00:00:07.500 for 7.5."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


TONES = (
    Cue(1.0, 4.0, "[one tone, and its twin]"),
    Cue(5.2, 8.0, "[the second tone strays; a slow beat]"),
    Cue(9.2, 12.4, "[an octave opens above them]"),
    Cue(13.4, 16.0, "[the beat slows]"),
    Cue(16.6, 19.2, "[in tune again]"),
)
CORAL = (
    Cue(1.0, 4.2, "[a low sea; a single note]"),
    Cue(4.8, 8.2, "Twelve seeds were left in the dark."),
    Cue(9.0, 12.6, "Each made room for a street,\nand each street for another."),
    Cue(13.4, 16.6, "Then there was no more room."),
    Cue(17.4, 20.6, "So the streets let go,\nand every house became an island."),
    Cue(21.2, 23.6, "[notes, far apart]"),
)
SWALLOWS = (
    Cue(1.0, 4.2, "[wings, far away]"),
    Cue(4.8, 8.0, "Nobody calls them.\nThey come at the same minute every evening."),
    Cue(8.8, 11.2, "Each one watches only seven others."),
    Cue(11.8, 14.6, "[a falcon]"),
    Cue(15.4, 18.4, "The hole it made has closed."),
    Cue(19.0, 22.2, "And then, as one, they are tired."),
    Cue(22.8, 25.2, "[one bell; the trees are full]"),
)
RAIN = (
    Cue(1.0, 3.6, "[a drop on tin]"),
    Cue(4.6, 7.4, "There. Did you hear?", "Nana"),
    Cue(8.0, 11.0, "[rain, harder and harder]"),
    Cue(11.6, 14.6, "When it is this loud\nyou can say anything you like.", "Nana"),
    Cue(15.4, 18.0, "[the rain passes]"),
    Cue(18.6, 21.2, "Two drips from the gutter,\ntaking turns.", "Nana"),
)
RELAY = (
    Cue(1.4, 3.8, "Relay Nine. First night. Lamp lit.", "Marit"),
    Cue(4.8, 7.4, "Wind from the lake, nothing else to log.", "Marit"),
    Cue(8.2, 10.8, "Correction. There is something else.", "Marit"),
    Cue(11.6, 14.8, "Three short, with the lamp.\nIf you are only weather, say nothing.", "Marit"),
    Cue(15.6, 18.8, "[three bells, from above]"),
    Cue(19.4, 22.0, "Good evening, then.", "Marit"),
)
STORM = (
    Cue(1.4, 3.6, "[storm; wires singing]"),
    Cue(4.0, 6.8, "Twenty-two metres.\nI have climbed it in worse.", "Marit"),
    Cue(7.8, 10.2, "No. I have not.", "Marit"),
    Cue(12.0, 14.6, "Above the snow there is no wind at all.", "Marit"),
    Cue(15.4, 17.8, "Three short.", "Marit"),
    Cue(18.4, 20.8, "[it answers, in a colour without a name]"),
    Cue(21.2, 22.8, "You are not only weather.", "Marit"),
)

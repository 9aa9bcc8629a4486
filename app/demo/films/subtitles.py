"""The films' English subtitles, and how cues become WebVTT. `norwegian` has the same cues' other words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


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


def translated(cues: Sequence[Cue], words: Sequence[str]) -> tuple[Cue, ...]:
    """The same cues in other words. ValueError when there are more or fewer of them."""
    return tuple(replace(cue, words=line) for cue, line in zip(cues, words, strict=True))


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
LAKE = (
    Cue(1.4, 4.0, "Relay Nine. Nineteenth night.\nSky empty.", "Marit"),
    Cue(4.8, 7.0, "The lake is not.", "Marit"),
    Cue(8.4, 11.2, "Lamp out. I can still read by it.", "Marit"),
    Cue(12.0, 15.0, "There is a line for tomorrow,\nalready filled in.", "Marit"),
    Cue(15.8, 18.2, "Not my hand. My pencil.", "Marit"),
    Cue(19.0, 21.4, "[three bells, from below]"),
    Cue(21.9, 23.6, "Log closed.", "Marit"),
)
DAWN = (
    Cue(1.4, 3.6, "[an engine, far away]"),
    Cue(4.2, 7.0, "Relay Nine to the plane.\nYou are early.", "Marit"),
    Cue(7.8, 10.6, "I saw your lamp from the coast.", "The pilot"),
    Cue(11.2, 13.2, "Drop the mail. I am staying.", "Marit"),
    Cue(14.0, 16.4, "Understood. I can see both of you.", "The pilot"),
    Cue(17.0, 18.6, "Say again?", "Marit"),
    Cue(19.2, 21.4, "[three short, from the lake]"),
)
PENDULUMS = (
    Cue(0.6, 3.0, "[fifteen weights, let go]"),
    Cue(4.0, 7.0, "[each a little slower than the next]"),
    Cue(9.0, 11.6, "[two choirs, taking turns]"),
    Cue(14.0, 16.0, "[nearly]"),
    Cue(16.5, 18.6, "[together]"),
)
WALTZ = (
    Cue(1.0, 3.6, "[one, two, three]"),
    Cue(4.6, 7.4, "[a circle that leans]"),
    Cue(9.9, 12.6, "[three across, two down]"),
    Cue(13.4, 15.6, "[bells join the dance]"),
    Cue(16.0, 18.4, "[a bow]"),
)
CURRENTS = (
    Cue(1.0, 4.2, "Somebody threw in nine thousand corks."),
    Cue(5.0, 8.2, "It has no banks,\nso nobody could say that it was a river."),
    Cue(9.0, 12.0, "One round takes a thousand years."),
    Cue(12.8, 15.6, "[a call, and no answer]"),
    Cue(16.2, 19.0, "The cork in the lower left\nhas not moved since I was thirty."),
)
SUNS = (
    Cue(0.8, 3.6, "The first sun is for work."),
    Cue(4.4, 7.2, "The second one is for the neighbours."),
    Cue(8.0, 11.0, "By the third, nobody knows\nwhose shadow is whose."),
    Cue(12.0, 15.0, "The fourth we keep to ourselves."),
    Cue(15.6, 18.0, "[a bell, and evening]"),
)
MOTHS = (
    Cue(0.8, 3.2, "[a lamp is lit; it hums]"),
    Cue(4.0, 6.8, "[wings]"),
    Cue(8.4, 11.0, "[something large, going the other way]"),
    Cue(12.0, 15.0, "[wings, everywhere]"),
    Cue(16.8, 18.6, "[the lamp goes out]"),
)
LOOMS = (
    Cue(0.8, 3.4, "[the first loom begins]"),
    Cue(4.4, 7.2, "[shuttles, left and right]"),
    Cue(8.2, 10.6, "[one thread over, where it goes under]"),
    Cue(12.4, 15.2, "[nobody stops]"),
    Cue(16.6, 19.0, "[the last pick]"),
)
MOONS = (
    Cue(0.8, 3.0, "[scissors]"),
    Cue(3.6, 6.4, "[a moon is hung; a bell]"),
    Cue(7.6, 10.4, "[one for every night]"),
    Cue(11.6, 14.0, "[the sea, nearer]"),
    Cue(14.2, 16.8, "[a ship's horn, low]"),
    Cue(17.4, 19.4, "[threads, pulled in]"),
)
SNOW = (
    Cue(1.0, 3.2, "[static]"),
    Cue(3.4, 6.0, "[a flake lands: one note]"),
    Cue(7.2, 10.0, "[more of them]"),
    Cue(11.4, 14.4, "[a tune that nobody wrote]"),
    Cue(16.0, 18.2, "[the plate is full]"),
)

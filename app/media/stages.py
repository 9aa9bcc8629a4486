"""The stages of an encode, with the share that each usually has of the whole work."""

STAGES = {
    "probe": 0.01,
    "sound": 0.01,
    "encode": 0.91,
    "av1": 0.0,
    "subtitles": 0.02,
    "storyboard": 0.02,
    "stills": 0.02,
    "playlists": 0.01,
}
WITH_AV1 = {**STAGES, "encode": 0.25, "av1": 0.66}


def overall(stage: str, fraction: float, *, has_av1: bool = False) -> float:
    """The share of the whole work done, from a stage of STAGES and the share of that stage."""
    shares = WITH_AV1 if has_av1 else STAGES
    names = list(shares)
    return sum(shares[name] for name in names[: names.index(stage)]) + shares[stage] * fraction

"""How media work can end badly. `reason` is a sentence for a person, `log` the tool's own last lines."""


class MediaFailure(Exception):
    """Anything that keeps a file from becoming a film."""

    def __init__(self, reason: str, log: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.log = log


class NotAVideo(MediaFailure):
    """The file is refused before any work is spent on it."""


class EncodeFailed(MediaFailure):
    """The work began and could not be finished."""


class SubtitlesRefused(MediaFailure):
    """A subtitle file cannot be used; the film itself may be fine."""


class Cancelled(Exception):
    """Someone asked for the work to stop."""

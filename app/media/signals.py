"""What has happened to a video, and what rooms above are asked."""

from __future__ import annotations

from blinker import signal

video_became_ready = signal("video-became-ready")
"""Sent with the `Video`, inside the transaction that made it ready."""

pieces_asked = signal("pieces-asked")
"""A profile asks for pieces of a film; asked every five seconds. Sender: the profile; `reference`: the video's. A
receiver that gives True keeps them back, for a reason that the player hears where it opens the film anew."""

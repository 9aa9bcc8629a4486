"""What has happened to a video."""

from __future__ import annotations

from blinker import signal

video_became_ready = signal("video-became-ready")
"""Sent with the `Video`, inside the transaction that made it ready."""

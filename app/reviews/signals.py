"""What has happened to reviews; search, recommendations and live listen upstairs."""

from blinker import signal

review_posted = signal("review-posted")
review_removed = signal("review-removed")

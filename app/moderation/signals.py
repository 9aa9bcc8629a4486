"""What moderators have done to words; the rooms whose words they are listen upstairs."""

from blinker import signal

words_hidden = signal("words-hidden")
words_shown = signal("words-shown")

"""The demo's whole programme as plain facts: titles, people, collections, households, and what they did.

No database here; whoever sets the demo up turns these facts into rows by the same verbs as a user's.
"""

from app.demo.programme.arriving import GENTLE
from app.demo.programme.drawn import DRAWN
from app.demo.programme.evening import EVENING
from app.demo.programme.houses import ACCOUNTS, CLUB, LIST, PROGRESS, REPORTS, REQUESTS, REVIEWS, SHARES
from app.demo.programme.members import MEMBERS
from app.demo.programme.people import COLLECTIONS, GENRES, PEOPLE
from app.demo.programme.posts import POSTS
from app.demo.programme.serials import SERIALS
from app.demo.programme.shown import SHOWN
from app.demo.programme.voices import reviews

TITLES = (*SHOWN, *DRAWN, *GENTLE, *EVENING, *SERIALS)
FILM_KEYS = tuple(key for title in TITLES for key in title.film_keys)
VOICES = reviews()

__all__ = [
    "ACCOUNTS",
    "CLUB",
    "COLLECTIONS",
    "FILM_KEYS",
    "GENRES",
    "LIST",
    "MEMBERS",
    "PEOPLE",
    "POSTS",
    "PROGRESS",
    "REPORTS",
    "REQUESTS",
    "REVIEWS",
    "SHARES",
    "TITLES",
    "VOICES",
]

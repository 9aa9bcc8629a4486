"""The demo's whole programme as plain facts: titles, people, collections, households, and what they did.

No database here; whoever sets the demo up turns these facts into rows by the same verbs as a user's.
"""

from app.demo.programme.arriving import GENTLE
from app.demo.programme.evening import EVENING
from app.demo.programme.houses import ACCOUNTS, LIST, PROGRESS, REVIEWS
from app.demo.programme.people import COLLECTIONS, GENRES, PEOPLE
from app.demo.programme.serials import SERIALS
from app.demo.programme.shown import SHOWN

TITLES = (*SHOWN, *GENTLE, *EVENING, *SERIALS)

__all__ = ["ACCOUNTS", "COLLECTIONS", "GENRES", "LIST", "PEOPLE", "PROGRESS", "REVIEWS", "TITLES"]

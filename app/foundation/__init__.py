"""What every feature stands on: database, pages and fragments, access, jobs, events.

It knows no feature. Rooms above import from here and never the other way round.
"""

"""The events outbox: facts written with the change that they tell of, read by whoever streams them."""

from app.foundation.events.models import EVERYONE, STAFF, Event, to_account, to_profile
from app.foundation.events.outbox import Fact
from app.foundation.events.publishing import publish

__all__ = ["EVERYONE", "STAFF", "Event", "Fact", "publish", "to_account", "to_profile"]

"""The events outbox: facts written with the change that they tell of, read by whoever streams them."""

from app.foundation.events.models import EVERYONE, STAFF, Event, publish, to_account, to_profile

__all__ = ["EVERYONE", "STAFF", "Event", "publish", "to_account", "to_profile"]

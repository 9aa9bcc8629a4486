"""The bell for whoever is answered. It says who and where, never what: the words wait within reach, or do not."""

from __future__ import annotations

from app.discussions.models import Post
from app.discussions.places import place_of
from app.notifications.kinds import kind
from app.notifications.models import Notification
from app.notifications.ringing import ring, unring


@kind("reply", "Somebody replies to me", "message-circle")
def reply_sentence(notification: Notification) -> str:
    """`Iris replied to you about The Aurora Keeper, S1 E2`: the place is that of the reader's own post."""
    who = notification.actor.name if notification.actor else "Somebody"
    about = notification.title.name if notification.title else "a title"
    place = notification.facts.get("place")
    return f"{who} replied to you about {about}{f', {place}' if place else ''}"


def ring_for(post: Post) -> None:
    """Tell the author of the post that this one answers, in the current transaction.

    The address is that author's own thread, which is always within their reach; a reply that stands later is behind
    its curtain.
    """
    parent = post.parent
    if parent is None or parent.profile.is_child:
        return
    ring(
        parent.profile_id,
        "reply",
        _key(post),
        title_id=post.title_id,
        actor_id=post.profile_id,
        url=f"/titles/{post.title.slug}/discussion/{parent.id}",
        post=post.id,
        place=place_of(parent).code,
    )


def unring_for(post: Post) -> None:
    """Take that back, in the current transaction: the reply is out of sight."""
    unring(_key(post))


def _key(post: Post) -> str:
    return f"reply:{post.id}"

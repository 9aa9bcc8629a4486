"""What the page shows on which a title is shared."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.catalogue.cards import Card, cards_of
from app.catalogue.models import Title
from app.profiles.models import Profile
from app.sharing.forms import GuestForm, ShareForm
from app.sharing.models import GuestLink, Share
from app.sharing.queries import links_of, sent_of


@dataclass(frozen=True)
class ShareButton:
    """The way from a title's page to the page where it is shared."""

    name: str
    url: str

    @classmethod
    def of(cls, profile: Profile, title: Title) -> ShareButton | None:
        """None for a child, who sends nothing."""
        return None if profile.is_child else cls(title.name, f"/titles/{title.slug}/share")


@dataclass
class SharePage:
    """The form, to whom it went already, and the links for guests. `new_url` is a link's address, told once."""

    title: Title
    profile: Profile
    form: ShareForm
    guest_form: GuestForm
    new_url: str = ""
    card: Card = field(init=False)
    sent: list[Share] = field(init=False)
    links: list[GuestLink] = field(init=False)

    def __post_init__(self) -> None:
        self.card = cards_of([self.title.id], self.profile)[0]
        self.sent = sent_of(self.title, self.profile)
        self.links = [link for link in links_of(self.profile) if link.title_id == self.title.id and not link.is_over]

    @property
    def url(self) -> str:
        """Where it stands."""
        return f"/titles/{self.title.slug}/share"


@dataclass(frozen=True)
class Tab:
    """One of the three lists."""

    label: str
    url: str
    on: bool
    count: int | None = None


LISTS = {
    "received": ("For you", "/shares"),
    "sent": ("From you", "/shares/sent"),
    "guests": ("Guest links", "/shares/guests"),
}


def tabs(chosen: str, profile: Profile) -> list[Tab]:
    """The lists of a grown-up; a child only receives."""
    return [] if profile.is_child else [Tab(label, url, key == chosen) for key, (label, url) in LISTS.items()]

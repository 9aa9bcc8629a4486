"""The tables of the catalogue."""

from app.catalogue.models.artwork import Artwork
from app.catalogue.models.collection import Collection, CollectionTitle, Genre, title_genre, title_group
from app.catalogue.models.person import Credit, Person
from app.catalogue.models.slug import OldSlug
from app.catalogue.models.title import Episode, Season, Title

__all__ = [
    "Artwork",
    "Collection",
    "CollectionTitle",
    "Credit",
    "Episode",
    "Genre",
    "OldSlug",
    "Person",
    "Season",
    "Title",
    "title_genre",
    "title_group",
]

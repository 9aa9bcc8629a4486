"""The rooms of the editors' house, in the order of its menu."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.accounts.models import Account, EmailAddress, Household, OneTimeLink, Role, SocialAccount, SocialApplication
from app.admin.accounts import AccountView
from app.admin.audit import ActionsView
from app.admin.catalogue import TitleView
from app.admin.groups import GroupView
from app.admin.households import AddressView, HouseholdView, RoleView
from app.admin.invitations import InvitationView
from app.admin.jobs import JobView
from app.admin.library import LibraryView
from app.admin.mail import MailView
from app.admin.media import VideoView
from app.admin.moderation import DecisionView, QueueView, SuspensionView
from app.admin.profiles import ProfileView
from app.admin.recommendations import TrainingView
from app.admin.requests import RequestView
from app.admin.reviews import ReviewView
from app.admin.seasons import SeasonView
from app.admin.settings import SettingsView
from app.admin.shelves import CollectionView, GenreView, PersonView
from app.admin.social import ApplicationView, SocialAccountView
from app.admin.talk import GuestLinkView, NotificationView, PostView, ShareView
from app.admin.uploads import UploadView
from app.catalogue.models import Collection, Genre, Person, Season, Title
from app.discussions.models import Post
from app.foundation.audit import AuditEvent
from app.foundation.jobs import Job
from app.foundation.mail import Mail
from app.groups.models import Group
from app.media.models import Video
from app.moderation.models import Decision, Suspension
from app.notifications.models import Notification
from app.profiles.models import Profile
from app.recommendations.models import TrainingRun
from app.requests.models import Request
from app.reviews.models import Review
from app.sharing.models import GuestLink, Share

CATALOGUE, MACHINES, TALK, HOUSE = "Catalogue", "Machine room", "Talk", "House"
LISTS = (
    (TitleView, Title, "titles", CATALOGUE),
    (SeasonView, Season, "seasons", CATALOGUE),
    (PersonView, Person, "people", CATALOGUE),
    (GenreView, Genre, "genres", CATALOGUE),
    (CollectionView, Collection, "collections", CATALOGUE),
    (VideoView, Video, "videos", MACHINES),
    (JobView, Job, "jobs", MACHINES),
    (TrainingView, TrainingRun, "recommendations", MACHINES),
    (MailView, Mail, "mail", MACHINES),
    (AccountView, Account, "accounts", HOUSE),
    (InvitationView, OneTimeLink, "invitations", HOUSE),
    (HouseholdView, Household, "households", HOUSE),
    (AddressView, EmailAddress, "addresses", HOUSE),
    (ProfileView, Profile, "profiles", HOUSE),
    (GroupView, Group, "groups", HOUSE),
    (RoleView, Role, "roles", HOUSE),
    (ApplicationView, SocialApplication, "social-applications", HOUSE),
    (SocialAccountView, SocialAccount, "social-accounts", HOUSE),
    (ReviewView, Review, "reviews", TALK),
    (PostView, Post, "posts", TALK),
    (ShareView, Share, "shares", TALK),
    (GuestLinkView, GuestLink, "guest-links", TALK),
    (DecisionView, Decision, "decisions", TALK),
    (SuspensionView, Suspension, "suspensions", TALK),
    (RequestView, Request, "requests", HOUSE),
    (NotificationView, Notification, "notifications", HOUSE),
)


def every_view() -> Iterator[Any]:
    """A fresh view of every kind."""
    yield QueueView(name="Reports", category=TALK, endpoint="admin_moderation", url="moderation")
    for view, table, place, group in LISTS:
        yield view(table, name=view.heading, category=group, endpoint=f"admin_{place}", url=place)
    yield SettingsView(name="Settings", category=HOUSE, endpoint="admin_settings", url="settings")
    yield ActionsView(AuditEvent, name="Recent actions", category=HOUSE, endpoint="admin_actions", url="actions")
    yield LibraryView(name="Library folder", category=MACHINES, endpoint="admin_library", url="library")
    yield UploadView(name="Add a film", endpoint="admin_upload", url="upload")

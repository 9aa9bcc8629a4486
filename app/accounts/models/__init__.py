"""The tables of accounts."""

from app.accounts.models.account import Account, EmailAddress
from app.accounts.models.factors import Authenticator, KnownDevice, Passkey, RecoveryCode, ScreenCode
from app.accounts.models.household import Household, HouseholdMember
from app.accounts.models.one_time import OneTimeLink, Purpose
from app.accounts.models.role import Permission, Role, RolePermission, account_role
from app.accounts.models.session import AccountSession
from app.accounts.models.social import SocialAccount, SocialApplication, SocialToken

__all__ = [
    "Account",
    "AccountSession",
    "Authenticator",
    "EmailAddress",
    "Household",
    "HouseholdMember",
    "KnownDevice",
    "OneTimeLink",
    "Passkey",
    "Permission",
    "Purpose",
    "RecoveryCode",
    "Role",
    "RolePermission",
    "ScreenCode",
    "SocialAccount",
    "SocialApplication",
    "SocialToken",
    "account_role",
]

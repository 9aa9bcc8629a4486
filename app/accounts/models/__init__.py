"""The tables of accounts."""

from app.accounts.models.account import Account, EmailAddress
from app.accounts.models.household import Household, HouseholdMember
from app.accounts.models.role import Permission, Role, RolePermission, account_role
from app.accounts.models.session import AccountSession

__all__ = [
    "Account",
    "AccountSession",
    "EmailAddress",
    "Household",
    "HouseholdMember",
    "Permission",
    "Role",
    "RolePermission",
    "account_role",
]

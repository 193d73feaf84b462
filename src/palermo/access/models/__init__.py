"""Who works here, who may see which case beyond that, and what they are told about it."""

from palermo.access.models.accounts import Account, AccountManager, Role
from palermo.access.models.grants import CaseGrant, GrantKind
from palermo.access.models.notices import Audience, Notice, NoticeKind
from palermo.access.models.openings import Opening
from palermo.access.models.organisations import (
    Mission,
    NotReportingReason,
    Organisation,
    OrganisationKind,
    ReportingStatus,
)

__all__ = [
    "Account",
    "AccountManager",
    "Audience",
    "CaseGrant",
    "GrantKind",
    "Mission",
    "NotReportingReason",
    "Notice",
    "NoticeKind",
    "Opening",
    "Organisation",
    "OrganisationKind",
    "ReportingStatus",
    "Role",
]

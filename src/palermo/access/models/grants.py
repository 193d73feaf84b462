"""What somebody may see of a case beyond what the mission and the role give."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.access.models.accounts import Account
from palermo.access.models.organisations import Mission, Organisation
from palermo.access.opaque import LENGTH, opaque_id
from palermo.vault.fields import EncryptedTextField


class GrantKind(models.TextChoices):
    """Why somebody sees a case."""

    ASSIGNMENT = "assignment", _("assigned")
    SHARE = "share", _("shared")
    GLASS = "glass", _("emergency access")


class CaseGrant(models.Model):
    """One reason why one account, mission or organisation sees parts of one case, from when until when.

    The case and the individual are named by their opaque identifiers, because this package lies below theirs.
    An assignment has no end of its own and means all parts; a share and a breaking of the glass always end.
    """

    opaque_id = models.CharField(max_length=LENGTH, unique=True, default=opaque_id)
    kind = models.CharField(max_length=16, choices=GrantKind)
    case = models.CharField(max_length=LENGTH)
    individual = models.CharField(max_length=LENGTH)
    #: The mission whose case it is: when that is frozen, nothing is granted.
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="granted")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="grants"
    )
    to_mission = models.ForeignKey(
        Mission, on_delete=models.PROTECT, null=True, blank=True, related_name="received"
    )
    to_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="received"
    )
    parts = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    #: Revoked, withdrawn or handed back before its end.
    ended_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="granted")
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reason = EncryptedTextField(max_length=1000, null=True, blank=True)

    sealed_for = "individual"
    sealed_row = "opaque_id"

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=GrantKind.values), name="grant_kind_known"),
            models.CheckConstraint(
                condition=models.Q(
                    account__isnull=False, to_mission__isnull=True, to_organisation__isnull=True
                )
                | models.Q(account__isnull=True, to_mission__isnull=False, to_organisation__isnull=True)
                | models.Q(account__isnull=True, to_mission__isnull=True, to_organisation__isnull=False),
                name="grant_has_one_recipient",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=GrantKind.ASSIGNMENT) | models.Q(ends_at__isnull=False),
                name="only_assignments_are_without_end",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=GrantKind.SHARE) | models.Q(account__isnull=False),
                name="assignments_and_glass_are_for_accounts",
            ),
            models.UniqueConstraint(
                fields=["case", "account"],
                condition=models.Q(kind=GrantKind.ASSIGNMENT, ended_at__isnull=True),
                name="assigned_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index("case", "kind", name="grant_case"),
            models.Index("account", "kind", "ended_at", name="grant_account"),
            models.Index("to_mission", "ended_at", name="grant_to_mission"),
            models.Index("to_organisation", "ended_at", name="grant_to_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.opaque_id}"

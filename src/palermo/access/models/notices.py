"""What supervisors and the focal point are told without having to look for it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.access.models.accounts import Account
from palermo.access.models.organisations import Mission
from palermo.access.opaque import LENGTH, opaque_id


class NoticeKind(models.TextChoices):
    """What happened."""

    GLASS_BROKEN = "glass_broken", _("emergency access was taken")
    READING_STOPPED = "reading_stopped", _("identities were opened too fast, and opening was stopped")
    MISSION_FROZEN = "mission_frozen", _("the mission was frozen")
    MISSION_UNFROZEN = "mission_unfrozen", _("the mission was opened again")
    EXCEPTION_RECORDED = "exception_recorded", _("an exception to consent was recorded")


class Audience(models.TextChoices):
    """To whom it is said. Each audience acknowledges for itself."""

    MISSION = "mission", _("supervisors of the mission")
    FOCAL_POINT = "focal_point", _("focal point for data protection")


class Notice(models.Model):
    """One thing that somebody must hear of. It names a case by its opaque identifier and nobody by name."""

    opaque_id = models.CharField(max_length=LENGTH, unique=True, default=opaque_id)
    kind = models.CharField(max_length=24, choices=NoticeKind)
    audience = models.CharField(max_length=16, choices=Audience)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, null=True, related_name="notices")
    case = models.CharField(max_length=LENGTH, blank=True)
    grant = models.CharField(max_length=LENGTH, blank=True)
    about = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="notices_about")
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=NoticeKind.values), name="notice_kind_known"),
            models.CheckConstraint(
                condition=models.Q(audience__in=Audience.values), name="notice_audience_known"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index("audience", "seen_at", "mission", name="notice_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.opaque_id}"

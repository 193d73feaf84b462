"""Organisations, their missions, and what a mission said about not reporting."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What an organisation is; some kinds never see privileged notes (design, security point 4)."""

    INTERNATIONAL = "international", _("international organisation")
    NGO = "ngo", _("non-governmental organisation")
    SHELTER = "shelter", _("shelter")
    GOVERNMENT = "government", _("government body")
    POLICE = "police", _("police or prosecution")
    DONOR = "donor", _("donor")


class Organisation(models.Model):
    """A legal body that assists people and answers for the records it makes.

    ``country`` is a code of the codebook's country list, or empty for a body of no one country.
    """

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=OrganisationKind, default=OrganisationKind.NGO)
    country = models.CharField(_("country"), max_length=16, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values), name="organisation_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Mission(models.Model):
    """An organisation's office in a country: the reporting entity of the statistics.

    ``country`` is a code of the codebook's country list. The region is not stored: it depends on the scheme and
    on the date.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="missions")
    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=16, db_index=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    #: Since when nobody of the mission sees a case and nobody else sees one of its cases' protected parts.
    frozen_at = models.DateTimeField(_("frozen since"), null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.name

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class NotReportingReason(models.TextChoices):
    """Why a mission's figure is absent; a zero and a silence are not the same (source: 2011 report, page notes)."""

    NO_OFFICE = "no_office", _("no office in the country")
    NO_PROGRAMME = "no_programme", _("no programme for trafficked persons")
    NO_DATA = "no_data", _("no data received")
    LATE = "late", _("data received too late")


class ReportingStatus(models.Model):
    """What is known of a mission's silence in a year."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="reporting_statuses")
    year = models.PositiveSmallIntegerField(_("year"))
    reason = models.CharField(_("reason"), max_length=16, choices=NotReportingReason)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mission", "year"], name="one_reporting_status_per_year"),
            models.CheckConstraint(
                condition=models.Q(reason__in=NotReportingReason.values), name="reporting_reason_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission_id} {self.year} {self.reason}"

"""Who works here: organisations, their missions, what a mission said about not reporting, and accounts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """A legal body that assists people and answers for the records it makes."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=200)

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

    def __str__(self) -> str:
        return self.name


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


class Role(models.TextChoices):
    """What somebody is here to do. Nobody has two roles in one account."""

    CASEWORKER = "caseworker", _("caseworker")
    SUPERVISOR = "supervisor", _("supervisor")
    DATA_STEWARD = "data_steward", _("data steward")
    ANALYST = "analyst", _("analyst")
    PARTNER_OFFICER = "partner_officer", _("partner officer")
    FOCAL_POINT = "focal_point", _("focal point for data protection")
    ADMINISTRATOR = "administrator", _("administrator")


class AccountManager(BaseUserManager["Account"]):
    """Looks accounts up by e-mail address, without regard to case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Somebody who signs in, with an e-mail address, a role and (where the role works in one) a mission."""

    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("name shown to colleagues"), max_length=120)
    role = models.CharField(_("role"), max_length=24, choices=Role)
    mission = models.ForeignKey(
        Mission, on_delete=models.PROTECT, null=True, blank=True, related_name="accounts"
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("demonstration account"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name", "role"]

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="account_role_known"),
            models.CheckConstraint(
                condition=~models.Q(role__in=[Role.CASEWORKER, Role.SUPERVISOR])
                | models.Q(mission__isnull=False),
                name="mission_roles_have_a_mission",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)

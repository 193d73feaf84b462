"""The people who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.access.models.organisations import Mission, Organisation


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
    #: Set for partner officers only; others belong to their mission's organisation.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="officers"
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("demonstration account"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    #: Since when identities stay covered, because they were opened faster than a person works.
    reading_stopped_at = models.DateTimeField(null=True, blank=True, editable=False)

    #: Somebody else chose the password: its owner must choose another one, and after this moment it opens nothing.
    initial_password_until = models.DateTimeField(null=True, blank=True, editable=False)

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
            models.CheckConstraint(
                condition=models.Q(role=Role.PARTNER_OFFICER) | models.Q(organisation__isnull=True),
                name="only_partner_officers_have_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)

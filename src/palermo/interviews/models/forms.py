"""Forms and their versions. A version never changes: answers are read by the version they were given on."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.access.models import Account, Mission
from palermo.access.opaque import LENGTH, opaque_id
from palermo.errors import PalermoError


class FormKind(models.TextChoices):
    """What an interview with the form is for; it decides where the answers may go."""

    SCREENING = "screening", _("screening")
    ASSISTANCE = "assistance", _("assistance")
    CORE_VARIABLES = "core_variables", _("core variables")
    FOLLOW_UP = "follow_up", _("follow-up visit")
    VULNERABILITY = "vulnerability", _("vulnerability assessment")
    OTHER = "other", _("other")


class Checked(models.TextChoices):
    """How far a version was checked when it was published."""

    VALIDATED = "validated", _("accepted by ODK Validate")
    COMPILED = "compiled", _("compiled, not fully checked: there is no Java on the server")


class VersionUnchangeable(PalermoError):
    """A programming mistake: a published version was about to be changed or deleted."""

    code = "version_unchangeable"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    template = _("A published form does not change. Publish a new version.")


class Form(models.Model):
    """A form as devices know it. ``mission`` is null for the forms of the instance, which every mission has; a
    mission's own form of the same ``form_id`` stands in their place for that mission."""

    opaque_id = models.CharField(max_length=LENGTH, unique=True, default=opaque_id, editable=False)
    mission = models.ForeignKey(
        Mission, on_delete=models.PROTECT, null=True, blank=True, related_name="forms"
    )
    form_id = models.CharField(_("form id"), max_length=64)
    kind = models.CharField(max_length=16, choices=FormKind, default=FormKind.OTHER)
    #: Ask devices to encrypt before they send (ODK encrypted forms); the key pair is made with the next version.
    is_encrypted = models.BooleanField(default=False)
    #: No longer offered; what was answered stays.
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mission", "form_id"], name="form_id_unique_per_mission"),
            models.UniqueConstraint(
                fields=["form_id"], condition=models.Q(mission=None), name="form_id_unique_of_instance"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=FormKind.values), name="form_kind_known"),
        ]

    def __str__(self) -> str:
        return self.form_id


class _UnchangingQuerySet(models.QuerySet[Any]):
    """Reads, and writes what is new. The database says the same to whoever comes without Django (publishing.walls)."""

    def _refuse(self, *_args: Any, **_options: Any) -> NoReturn:
        raise VersionUnchangeable

    update = bulk_update = delete = update_or_create = _refuse


class _Unchanging(models.Model):
    """Rows that are written once."""

    objects = models.Manager.from_queryset(_UnchangingQuerySet)()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise VersionUnchangeable
        super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> Any:
        raise VersionUnchangeable


class FormVersion(_Unchanging):
    """One published version: the XForm that devices fill, and the XLSForm it was compiled from.

    ``sheets`` is {"survey": [cells, ...], "choices": [...], "settings": {...}} as compiled. ``questions`` is
    {name: {"type", "variable", "field_class", "state_of", "voice"}}, see ``forms.model.Question``. ``changes`` lists
    what differs from the version before, as ``publishing.changes`` describes. ``source`` is the spreadsheet a mission
    handed in, ``base`` the instance's version that it was laid over."""

    opaque_id = models.CharField(max_length=LENGTH, unique=True, default=opaque_id, editable=False)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(_("version"), max_length=64)
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    titles = models.JSONField(default=dict)
    languages = models.JSONField(default=list)
    xform = models.TextField()
    md5 = models.CharField(max_length=32)
    sheets = models.JSONField(default=dict)
    questions = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    source = models.BinaryField(null=True, blank=True)
    checked = models.CharField(max_length=16, choices=Checked)
    #: Of an encrypted form: the public key in the XForm; the private one lies sealed in the vault under ``opaque_id``.
    public_key = models.TextField(blank=True)
    sealed_private_key = models.BinaryField(null=True, blank=True)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["form", "version"], name="form_version_unique"),
            models.CheckConstraint(condition=models.Q(checked__in=Checked.values), name="form_checked_known"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id}/{self.version}"


class FormMedia(_Unchanging):
    """A file that a version shows or reads: a picture, a list of choices."""

    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="media")
    name = models.CharField(max_length=128)
    media_type = models.CharField(max_length=64)
    content = models.BinaryField()
    md5 = models.CharField(max_length=32)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "name"], name="form_media_unique")
        ]

    def __str__(self) -> str:
        return self.name

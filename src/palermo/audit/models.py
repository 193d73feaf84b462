"""The chain: entries that are only ever added, and its head.

Columns hold exactly what the hash covers, in a form that both databases give back byte for byte: time as a whole
number, details as canonical text. So there is no change of a column that leaves the hash true.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from palermo.vault.chain import LINK_BYTES

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class AppendOnly(RuntimeError):
    """A programming mistake: entries are appended by ``recording`` and never changed."""


class AppendOnlyQuerySet(models.QuerySet["AuditEntry"]):
    """Reads only; the triggers of the database say the same to whoever comes without Django."""

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnly(
            "Audit entries are appended by palermo.audit.recording and never changed or removed."
        )

    create = bulk_create = get_or_create = update_or_create = _refuse
    update = bulk_update = delete = _refuse


class SequenceField(models.BigIntegerField):  # type: ignore[type-arg]
    """A number given by us. On SQLite it is the row's own number, so the table lies on disk in the chain's order."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "integer" if connection.vendor == "sqlite" else "bigint"


class AuditEntry(models.Model):
    """One act. ``hash`` is the link over all other columns, ``previous`` the hash of the entry before.

    ``at`` is in microseconds since 1970-01-01 UTC, taken when the entry was appended. ``actor`` is a label such as
    ``account:17``, never a name. ``details`` is canonical JSON of what the act's definition allows.
    """

    sequence = SequenceField(_("number"), primary_key=True)
    at = models.BigIntegerField(_("when"))
    actor = models.CharField(_("who"), max_length=80)
    act = models.CharField(_("act"), max_length=64)
    object_kind = models.CharField(_("kind of object"), max_length=32)
    object_id = models.CharField(_("object"), max_length=64)
    mission = models.CharField(_("mission"), max_length=32)
    details = models.TextField(_("details"))
    previous = models.BinaryField(max_length=LINK_BYTES)
    hash = models.BinaryField(max_length=LINK_BYTES)

    objects: ClassVar[AppendOnlyQuerySet] = AppendOnlyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["sequence"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["actor", "act", "at"], name="audit_rate"),
            models.Index(fields=["actor", "sequence"], name="audit_by_actor"),
            models.Index(fields=["act", "sequence"], name="audit_by_act"),
            models.Index(fields=["object_id", "sequence"], name="audit_by_object"),
            models.Index(fields=["mission", "sequence"], name="audit_by_mission"),
            models.Index(fields=["at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.act}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Use palermo.audit.recording.record().")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Audit entries are never removed.")


class AuditHead(models.Model):
    """The end of the chain: number and hash of the newest entry, sealed with a key that the database does not have.

    The seal keeps whoever cuts entries off the end from moving the head back with them. The row is locked while
    entries are appended, so that there is one chain.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField()
    hash = models.BinaryField(max_length=LINK_BYTES)
    seal = models.BinaryField(max_length=LINK_BYTES)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head"),
        ]

    def __str__(self) -> str:
        return str(self.sequence)


def moment(at: int) -> datetime:
    """A moment in UTC from microseconds since 1970."""
    return EPOCH + timedelta(microseconds=at)


def microseconds(when: datetime) -> int:
    """Microseconds since 1970 of an aware moment."""
    return (when - EPOCH) // timedelta(microseconds=1)

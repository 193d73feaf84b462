"""The case (one instance of assistance), its trafficking events and the coded facts of both.

Facts are one JSON document per case and per event, ``{variable: answer}``, checked against the codebook when written
(docs/decisions/0003). Only variables of the classes public and coded may stand in them. The promoted columns repeat
what lists filter and sort by; ``""`` in one means that the answer is missing.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from palermo.access.models import Mission
from palermo.access.opaque import LENGTH, opaque_id
from palermo.access.scoped import CaseScopedManager, ScopedManager
from palermo.cases.reference_order import reference_key
from palermo.individuals.models import Individual


class CaseStatus(models.TextChoices):
    """Where a case stands (HTCDS cas_Status)."""

    ACTIVE = "active", _("active")
    FOLLOW_UP = "follow_up", _("follow-up")
    CLOSED = "closed", _("closed")
    CLOSED_REFERRED = "closed_referred", _("closed, referred")


class Precision(models.TextChoices):
    """How much of a date is known (ISO 8601 with reduced precision)."""

    YEAR = "y", _("year")
    MONTH = "m", _("month")
    DAY = "d", _("day")


#: The order of the list, and the columns by which it is filtered besides mission and date.
_NEWEST = (models.F("registered_on").desc(), models.F("id").desc())
_FILTERED = ("status", "sex", "majority", "nationality", "exploitation_country")
#: PostgreSQL only reads an expression off an index that also holds the column itself.
_BESIDE_REFERENCE = ("registered_on", *_FILTERED, "folded_ref")


class Case(models.Model):
    """One individual x one mission x one spell: the *instance of assistance* that statistics count."""

    opaque_id = models.CharField(_("case number"), max_length=LENGTH, unique=True, default=opaque_id)
    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, related_name="cases")
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="cases")
    case_ref = models.CharField(_("mission's reference"), max_length=64)
    #: Kept by the database, for looking up without regard to case.
    folded_ref = models.GeneratedField(
        expression=Upper("case_ref"), output_field=models.TextField(), db_persist=True
    )
    #: The first day that the known part of the date allows: 2011-05 is kept as 2011-05-01 with precision "m".
    registered_on = models.DateField(_("registered on"))
    registered_precision = models.CharField(max_length=1, choices=Precision, default=Precision.DAY)
    status = models.CharField(_("status"), max_length=16, choices=CaseStatus, default=CaseStatus.ACTIVE)
    facts = models.JSONField(_("facts"), default=dict)
    sex = models.CharField(_("sex"), max_length=16, blank=True)
    majority = models.CharField(_("age"), max_length=16, blank=True)
    nationality = models.CharField(_("nationality"), max_length=16, blank=True)
    exploitation_country = models.CharField(_("country of exploitation"), max_length=16, blank=True)
    is_fictional = models.BooleanField(default=False, editable=False)
    #: Tells whether the same row is brought in a second time.
    digest = models.BinaryField(max_length=16, null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()
    unscoped = models.Manager()  # noqa: DJ012 - a manager, though it is taken for a field

    class Meta:
        base_manager_name = "unscoped"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mission", "case_ref"], name="case_ref_unique_per_mission"),
            models.CheckConstraint(
                condition=models.Q(status__in=CaseStatus.values), name="case_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(registered_precision__in=Precision.values), name="case_precision_known"
            ),
        ]
        # Each index begins with one choice of the list, goes on in the list's order and ends in the columns of all
        # other filters, so that a page is read off it without sorting and without a look at the rows passed over,
        # at any number of cases.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(*_NEWEST, "mission", *_FILTERED, name="case_list"),
            models.Index("mission", *_NEWEST, *_FILTERED, name="case_list_mission"),
            models.Index("nationality", *_NEWEST, "mission", *_FILTERED, name="case_list_nationality"),
            models.Index(
                "exploitation_country", *_NEWEST, "mission", *_FILTERED, name="case_list_destination"
            ),
            models.Index(reference_key(), "id", "mission", *_BESIDE_REFERENCE, name="case_list_reference"),
            models.Index("mission", reference_key(), "id", *_BESIDE_REFERENCE, name="case_list_mission_ref"),
        ]

    def __str__(self) -> str:
        return self.opaque_id

    @property
    def individual_opaque(self) -> str:
        """The individual's opaque identifier, as the gate and the vault ask for it."""
        return self.individual.opaque_id


class EventKind(models.TextChoices):
    """The part of the trafficking that an event describes (HTCDS hte_Type, with harbouring from the Protocol)."""

    RECRUITMENT = "recruitment", _("recruitment")
    TRANSPORT = "transport", _("transport")
    HARBOURING = "harbouring", _("harbouring")
    EXPLOITATION = "exploitation", _("exploitation")


class TraffickingEvent(models.Model):
    """One event of what was done to the person; several per case, in the order told (``position`` from 0)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=16, choices=EventKind, default=EventKind.EXPLOITATION)
    facts = models.JSONField(_("facts"), default=dict)

    objects = CaseScopedManager()
    unscoped = models.Manager()  # noqa: DJ012 - a manager, though it is taken for a field

    class Meta:
        base_manager_name = "unscoped"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "position"], name="event_position_unique_per_case"),
            models.CheckConstraint(condition=models.Q(kind__in=EventKind.values), name="event_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.position}"

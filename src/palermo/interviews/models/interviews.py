"""Interviews as received: what was sent, unchanged and sealed; what it says, by the part of a case it belongs to.

An interview hangs on an individual from its first byte. Before somebody has said to which case it belongs it *waits*:
``case`` is null, the individual is new and has no case, and for the gate the interview stands in the place of the case
(its ``opaque_id`` is the number, its sender is assigned). A new case made of it takes over that number.
"""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.access.models import Account, Mission
from palermo.access.opaque import LENGTH, opaque_id
from palermo.access.parts import Part
from palermo.access.scoped import ScopedManager, UnscopedQuery
from palermo.cases.models import Case
from palermo.individuals.models import Individual
from palermo.interviews.models.devices import Device
from palermo.interviews.models.forms import FormVersion
from palermo.vault.fields import EncryptedJSONField, EncryptedTextField


class Channel(models.TextChoices):
    """How an interview came."""

    BROWSER = "browser", _("browser")
    COLLECT = "collect", _("ODK Collect")
    PAPER = "paper", _("paper")


class InterviewManager(ScopedManager["Interview"]):
    """Through the gate, by the number that the gate knows: the case's, or its own while it waits."""

    case_path = "gate_number"


class Interview(models.Model):
    """One filled form about one person. Dates and times are those of the device; ``received_at`` is the server's.

    ``facts`` are the coded and public answers, {question path: answer}; everything else lies in ``AnswerPart``.
    ``has_remarks``: the recheck found something that a person should look at; what it is, is sealed."""

    opaque_id = models.CharField(max_length=LENGTH, unique=True, default=opaque_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="interviews")
    individual = models.ForeignKey(
        Individual, to_field="opaque_id", on_delete=models.PROTECT, related_name="interviews"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="interviews")
    #: The case's number, or the interview's own while it waits: what the gate and its grants go by.
    gate_number = models.CharField(max_length=LENGTH, db_index=True)
    #: Under whose keys it lay before somebody said to which case it belongs; "" where that is the same individual.
    #: That individual is gone, but backups hold what was sealed for it: erasing the person destroys these keys too.
    former_individual = models.CharField(max_length=LENGTH, blank=True, editable=False)
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="interviews")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="interviews")
    channel = models.CharField(max_length=16, choices=Channel)
    language = models.CharField(max_length=16, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    #: Entered from paper: the day on the paper. ``began_at`` is then when it was typed.
    paper_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    facts = models.JSONField(default=dict)
    remarks = EncryptedJSONField(null=True, blank=True)
    has_remarks = models.BooleanField(default=False)
    #: Files that the answers name and that have not come yet.
    is_complete = models.BooleanField(default=True)

    sealed_for = "individual_id"
    sealed_row = "opaque_id"

    objects = InterviewManager()
    unscoped = models.Manager()  # noqa: DJ012 - a manager, though it is taken for a field

    class Meta:
        base_manager_name = "unscoped"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(channel__in=Channel.values), name="interview_channel_known"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["mission", "-received_at", "id"], name="interview_list")
        ]

    def __str__(self) -> str:
        return self.opaque_id

    @property
    def individual_opaque(self) -> str:
        """As the gate and the vault ask for it."""
        return self.individual_id


P = TypeVar("P", bound=models.Model)


class _PartManager(models.Manager[P]):
    """What hangs on an interview is reached through it, after the gate."""

    def get_queryset(self) -> models.QuerySet[P]:
        raise UnscopedQuery(f"{self.model.__name__} is read through its interview: use of(interview).")

    def of(self, interview: Interview | str) -> models.QuerySet[P]:
        """The rows of an interview, or of the one of this number, which the caller was let through the gate to."""
        rows = super().get_queryset()
        if isinstance(interview, str):
            return rows.filter(interview__opaque_id=interview)
        return rows.filter(interview=interview)


class _OfInterview(models.Model):
    opaque_id = models.CharField(max_length=LENGTH, unique=True, default=opaque_id, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="%(class)ss")
    individual = models.ForeignKey(
        Individual, to_field="opaque_id", on_delete=models.PROTECT, related_name="+"
    )

    sealed_for = "individual_id"
    sealed_row = "opaque_id"

    objects = _PartManager()
    unscoped = models.Manager()  # noqa: DJ012 - a manager, though it is taken for a field

    class Meta:
        abstract = True
        base_manager_name = "unscoped"

    def __str__(self) -> str:
        return self.opaque_id


class Submission(_OfInterview):
    """What a device sent, byte for byte, sealed; an edit of an interview is another submission that names the one it
    started from. The same instance is received once (``instance_id``); ``digest`` is a keyed hash of its bytes."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    instance_id = models.CharField(max_length=128)
    started_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=16, choices=Channel)
    #: Read aloud over a telephone to say "it has arrived".
    receipt = models.CharField(max_length=16, unique=True)
    received_at = models.DateTimeField(auto_now_add=True)
    digest = models.BinaryField(max_length=32)
    raw = EncryptedTextField(null=True, blank=True)
    is_complete = models.BooleanField(default=True)

    class Meta(_OfInterview.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mission", "instance_id"], name="submission_instance_unique")
        ]


class AnswerPart(_OfInterview):
    """The answers of one part of a case that is not coded, {question path: answer}, in one sealed document."""

    part = models.CharField(max_length=16, choices=Part)
    content = EncryptedJSONField(null=True, blank=True)

    class Meta(_OfInterview.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["interview", "part"], name="answers_one_document_a_part"),
            models.CheckConstraint(condition=models.Q(part__in=Part.values), name="answers_part_known"),
        ]


class Attachment(_OfInterview):
    """A file that came with an interview: a sealed stream on disk, and what is said about it. ``about`` is
    {"name", "media_type", "size", "question"}; ``name_token`` finds it again without opening anything."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="attachments")
    name_token = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    part = models.CharField(max_length=16, choices=Part, default=Part.STORY)
    about = EncryptedJSONField(null=True, blank=True)

    class Meta(_OfInterview.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["submission", "name_token"], name="attachment_once")
        ]


class Difference(_OfInterview):
    """Two answers to the same question: a person decides, seeing both.

    Between two workers (``is_with_case`` is false) ``content`` is {"path", "started_from", "kept", "other"}; the
    interview has ``kept`` until then. ``path`` is a question, or a repeat as a whole (without position); the other
    three are {question path: answer} of what lies under it, empty for no answer. ``part`` is the strictest of theirs.
    Between the interview and its case it is {"variable", "event", "kept", "other"}, as
    ``mapping.differing`` says; the case has ``kept`` until then."""

    part = models.CharField(max_length=16, choices=Part)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="differences")
    is_with_case = models.BooleanField(default=False)
    content = EncryptedJSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(_OfInterview.Meta):
        pass

"""What a person agreed to, refused or took back, and the exceptions that somebody answers for by name.

Both tables are only ever added to. A withdrawal is a row of its own that names the row it ends; nothing that was said
is written over, and the latest row that concerns a purpose and a recipient decides (docs/decisions/0010).
"""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.access.gate import CaseScope
from palermo.access.models import Account, Mission, Organisation
from palermo.access.opaque import LENGTH, opaque_id
from palermo.access.scoped import CaseScopedManager
from palermo.cases.models.cases import Case
from palermo.vault.fields import EncryptedTextField

M = TypeVar("M", bound=models.Model)


class Purpose(models.TextChoices):
    """For what data about the person may be used: the codes of the codebook's list ``consent_purpose``."""

    ASSISTANCE = "assistance", _("assistance here")
    SHARING = "sharing", _("sharing parts of the case")
    REFERRAL = "referral", _("referral to another body")
    TRANSFER = "transfer", _("transfer to another mission")
    RETURN = "return", _("preparing a return")
    LAW_ENFORCEMENT = "law_enforcement", _("law enforcement")
    RESEARCH = "research", _("statistics and research, without names")
    PUBLICATION = "publication", _("telling the story under a changed name")
    FAMILY_CONTACT = "family_contact", _("contact with the family")


class RecipientClass(models.TextChoices):
    """Kinds of recipient that a person may agree to without naming one: the codebook's list ``consent_recipient``."""

    ASSISTING_PARTNERS = "assisting_partners", _("any partner that assists, never an authority")
    MISSION_DESTINATION = "mission_destination", _("mission where the person was exploited")
    MISSION_ORIGIN = "mission_origin", _("mission where the person goes")
    NGO = "ngo", _("non-governmental organisations")
    SHELTER = "shelter", _("shelters")
    HEALTH_PROVIDER = "health_provider", _("those who treat the person")
    LEGAL_ADVISER = "legal_adviser", _("lawyers of the person")
    HOST_AUTHORITIES = "host_authorities", _("authorities here")
    ORIGIN_AUTHORITIES = "origin_authorities", _("authorities of the country of origin")
    INTERNATIONAL_ORGANISATION = "international_organisation", _("international organisations")
    FAMILY = "family", _("family")
    RESEARCHERS = "researchers", _("researchers under agreement")


class ConsentForm(models.TextChoices):
    """How it was said: the codebook's list ``consent_form``."""

    WRITTEN = "written", _("in writing")
    AUDIO = "audio", _("sound recording")
    VIDEO = "video", _("video recording")
    VERBAL_WITNESSED = "verbal_witnessed", _("spoken before a witness")
    GUARDIAN = "guardian", _("by the guardian")
    CHILD_ASSENT = "child_assent", _("a child's assent")


class Decision(models.TextChoices):
    """What was said."""

    GIVEN = "given", _("agreed")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("taken back")


class WithdrawalReason(models.TextChoices):
    """Why a consent was taken back. Nobody owes a reason, so there is one for that too."""

    NOT_SAID = "not_said", _("no reason given")
    SAFETY = "safety", _("fear for safety")
    NO_LONGER_WANTED = "no_longer_wanted", _("no longer wanted")
    MISUNDERSTOOD = "misunderstood", _("was not understood")
    RECIPIENT = "recipient", _("does not trust the recipient")
    RECORDED_WRONGLY = "recorded_wrongly", _("was recorded by mistake")


#: The seven questions of HTCDS con_Consent, under the names of the codebook's variables.
QUESTIONS = (
    "consent_interview",
    "consent_informed_purpose",
    "consent_informed_use",
    "consent_informed_research",
    "consent_informed_access",
    "consent_informed_storage",
    "consent_informed_withdrawal",
)
#: The four states of an answer (rule 1 of the domain); a blank is never "no".
ANSWERS = ("yes", "no", "~unknown", "~refused", "~not_asked")
NOT_ASKED = "~not_asked"


def _question() -> models.CharField[str, str]:
    return models.CharField(max_length=16, default=NOT_ASKED)


class ConsentManager(CaseScopedManager[M]):
    """Answers through ``for_actor``; the gate, which is asked about cases that others have passed, sees all."""

    def for_gate(self) -> models.QuerySet[M]:
        return self.in_scope(CaseScope(everywhere=True))


class Addressed(models.Model):
    """For which purpose and which recipient: one organisation, one mission, one kind of recipient, or none, which
    means the own organisation only."""

    purpose = models.CharField(max_length=24, choices=Purpose)
    to_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_mission = models.ForeignKey(Mission, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recipient_class = models.CharField(max_length=32, choices=RecipientClass, blank=True)

    class Meta:
        abstract = True


_ONE_RECIPIENT = (
    models.Q(to_organisation__isnull=True, to_mission__isnull=True)
    | models.Q(to_organisation__isnull=True, recipient_class="")
    | models.Q(to_mission__isnull=True, recipient_class="")
)


class Consent(Addressed):
    """One thing that was said about one purpose and recipient, on one day.

    ``given_on`` is the day it was said, ``recorded_at`` the moment it was entered; the two together order what was
    said. ``expires_on`` is the last day on which it holds. The names lie in the vault under the person's own key.
    """

    opaque_id = models.CharField(max_length=LENGTH, unique=True, default=opaque_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    #: Whose key seals the names: the opaque identifier of the case's individual when this was recorded.
    individual = models.CharField(max_length=LENGTH)
    decision = models.CharField(max_length=16, choices=Decision)
    form = models.CharField(max_length=24, choices=ConsentForm)
    language = models.CharField(max_length=8, blank=True)
    given_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    consent_interview = _question()
    consent_informed_purpose = _question()
    consent_informed_use = _question()
    consent_informed_research = _question()
    consent_informed_access = _question()
    consent_informed_storage = _question()
    consent_informed_withdrawal = _question()
    #: Set for a withdrawal only: what it ends. Nothing is taken back twice.
    withdraws = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawal"
    )
    withdrawal_reason = models.CharField(max_length=24, choices=WithdrawalReason, blank=True)
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    witness = EncryptedTextField(max_length=200, null=True, blank=True)
    interpreter = EncryptedTextField(max_length=200, null=True, blank=True)
    guardian = EncryptedTextField(max_length=200, null=True, blank=True)

    sealed_for = "individual"
    sealed_row = "opaque_id"

    objects = ConsentManager()
    unscoped = models.Manager()  # noqa: DJ012 - a manager, though it is taken for a field

    class Meta:
        base_manager_name = "unscoped"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=_ONE_RECIPIENT, name="consent_has_one_recipient"),
            models.CheckConstraint(
                condition=models.Q(decision__in=Decision.values), name="consent_decision_known"
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=Purpose.values), name="consent_purpose_known"
            ),
            models.CheckConstraint(
                condition=models.Q(form__in=ConsentForm.values), name="consent_form_known"
            ),
            models.CheckConstraint(
                condition=models.Q(recipient_class__in=["", *RecipientClass.values]),
                name="consent_recipient_known",
            ),
            models.CheckConstraint(
                condition=models.Q(decision=Decision.WITHDRAWN, withdraws__isnull=False)
                | (~models.Q(decision=Decision.WITHDRAWN) & models.Q(withdraws__isnull=True)),
                name="only_a_withdrawal_withdraws",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{question}__in": ANSWERS}), name=f"{question}_state_known"
                )
                for question in QUESTIONS
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index("case", "purpose", "given_on", "recorded_at", name="consent_timeline"),
            models.Index("purpose", "decision", name="consent_purpose_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.opaque_id}"


class ExceptionKind(models.TextChoices):
    """What an exception allows."""

    CONSENT = "consent", _("in place of a consent")
    ORIGIN = "origin", _("a recipient in the country of origin, besides the consent")


class ExceptionReason(models.TextChoices):
    """The ground of an exception. ``standing_basis`` is the one that every import and registration renews."""

    STANDING_BASIS = "standing_basis", _("the mission's legal basis for coded statistics")
    VITAL_INTEREST = "vital_interest", _("to save a life")
    CHILD_PROTECTION = "child_protection", _("a child without a guardian")
    LEGAL_DUTY = "legal_duty", _("an order or duty of law")
    PERSONS_WISH = "persons_wish", _("the person's own express wish")


class ConsentException(Addressed):
    """What a named person allowed without, or besides, the consent; for one case or, with a ground that is coded only,
    for one mission; it ends within a year by itself.

    ``named`` is the person who answers for it; null where a part of the system acted, which ``named_as`` tells in the
    audit's words (``account:17``, ``system:command line``).
    """

    opaque_id = models.CharField(max_length=LENGTH, unique=True, default=opaque_id)
    kind = models.CharField(max_length=16, choices=ExceptionKind, default=ExceptionKind.CONSENT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="exceptions")
    mission = models.ForeignKey(
        Mission, on_delete=models.PROTECT, null=True, blank=True, related_name="exceptions"
    )
    individual = models.CharField(max_length=LENGTH, blank=True)
    reason_code = models.CharField(max_length=24, choices=ExceptionReason)
    reason = EncryptedTextField(max_length=1000, null=True, blank=True)
    named = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    named_as = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    sealed_for = "individual"
    sealed_row = "opaque_id"

    objects = ConsentManager()
    unscoped = models.Manager()  # noqa: DJ012 - a manager, though it is taken for a field

    class Meta:
        base_manager_name = "unscoped"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=_ONE_RECIPIENT, name="exception_has_one_recipient"),
            models.CheckConstraint(
                condition=models.Q(case__isnull=False, mission__isnull=True)
                | models.Q(case__isnull=True, mission__isnull=False),
                name="exception_has_one_scope",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="exception_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ExceptionKind.values), name="exception_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=Purpose.values), name="exception_purpose_known"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index("case", "purpose", "ends_at", name="exception_case"),
            models.Index("mission", "purpose", "ends_at", name="exception_mission"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.opaque_id}"

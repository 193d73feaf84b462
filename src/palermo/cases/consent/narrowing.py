"""The rule of ``rule.decide`` as conditions of a query over cases. Read that first; this follows it line by line."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models import Case as Choice
from django.db.models import When as Where
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact
from django.utils import timezone

from palermo.cases.consent.recipients import Recipient, always_covering, covering_classes
from palermo.cases.derive import ADULT
from palermo.cases.models import (
    Case,
    Consent,
    ConsentException,
    ConsentForm,
    Decision,
    ExceptionKind,
    Purpose,
)

#: Before anything was said.
_LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
_NOBODY = Q(to_organisation=None, to_mission=None, recipient_class="")
_GIVEN = Q(decision=Decision.GIVEN)
_NEWEST = ("-given_on", "-recorded_at", "-pk")
#: Whose word is needed, and which rows are that person's word.
_VOICES = {
    "adult": ~Q(decision=Decision.GIVEN, form=ConsentForm.CHILD_ASSENT),
    "guardian": Q(form=ConsentForm.GUARDIAN),
    "child": ~Q(form=ConsentForm.GUARDIAN),
}
_FACTS = ("nationality", "country_of_birth", "country_of_residence")


def prepared(cases: QuerySet[Case], purpose: Purpose, recipient: Recipient) -> QuerySet[Case]:
    """``cases`` with what ``passing`` asks about: what each voice said last, and when somebody last said no."""
    country = recipient.country
    if country and not recipient.is_own:
        told = {f"told_{name}": Cast(KT(f"facts__{name}"), TextField()) for name in _FACTS}
        comes_from = Q(nationality=country)
        for name in told:
            comes_from |= Q(**{name: country}) | Q(**{f"{name}__contains": f'"{country}"'})
        cases = cases.alias(**told).alias(from_origin=_is(comes_from))
        cases = cases.alias(in_destination=_is(Q(exploitation_country=country)))
    else:
        cases = cases.alias(from_origin=Value(False), in_destination=Value(False))
    rows = Consent.objects.for_gate().filter(case=OuterRef("pk"), purpose=purpose)
    rows = rows.filter(_concerns(recipient)).order_by(*_NEWEST)
    for voice, words in _VOICES.items():
        one = rows.filter(words)
        cases = cases.alias(
            **{
                f"{voice}_holds": Coalesce(
                    Subquery(one.annotate(holds=_is(_holds())).values("holds")[:1]), Value(False)
                ),
                f"{voice}_said": Coalesce(Subquery(one.values("decision")[:1]), Value("")),
            }
        )
    no = rows.exclude(_GIVEN).order_by("-recorded_at").values("recorded_at")[:1]
    return cases.alias(last_no=Coalesce(Subquery(no), Value(_LONG_AGO)))


def passing(purpose: Purpose, recipient: Recipient) -> Q:
    """The condition over ``prepared`` cases that something may go."""
    live = _live(purpose)
    overridden = Exists(live.filter(_by_name(recipient), kind=ExceptionKind.ORIGIN, case=OuterRef("pk")))
    standing_in = live.filter(_covers(recipient), kind=ExceptionKind.CONSENT)
    for_case = Exists(standing_in.filter(case=OuterRef("pk"), starts_at__gt=OuterRef("last_no")))
    for_mission = Exists(standing_in.filter(mission=OuterRef("mission_id")))
    is_adult = Q(majority=ADULT)
    refusing = [Decision.REFUSED, Decision.WITHDRAWN]
    agreed = (is_adult & Q(adult_holds=True)) | (~is_adult & Q(guardian_holds=True, child_holds=True))
    refused = (is_adult & Q(adult_said__in=refusing)) | (
        ~is_adult & (Q(guardian_said__in=refusing) | Q(child_said__in=refusing))
    )
    may_receive = Q(from_origin=False) | Q(overridden)
    return may_receive & (agreed | Q(for_case) | (Q(for_mission) & ~refused))


def plainly_passing(purpose: Purpose, recipient: Recipient) -> Q:
    """A condition over plain cases that is quick, and true only where ``passing`` is: the mission has a standing basis
    and nobody ever said no. Holds for nothing when the recipient is another than the own organisation."""
    if not recipient.is_own:
        return Q(pk__in=[])
    missions = _live(purpose).filter(_NOBODY, kind=ExceptionKind.CONSENT, mission__isnull=False)
    return Q(mission_id__in=missions.values("mission_id")) & ~said_no(purpose)


def said_no(purpose: Purpose) -> Q:
    """A condition over plain cases: somebody refused this purpose once, or took a consent to it back."""
    rows = Consent.objects.for_gate().filter(purpose=purpose).exclude(_GIVEN)
    return Q(pk__in=rows.values("case_id"))


def _live(purpose: Purpose) -> QuerySet[ConsentException]:
    now = timezone.now()
    return ConsentException.objects.for_gate().filter(purpose=purpose, starts_at__lte=now, ends_at__gt=now)


def _holds() -> Q:
    today = timezone.localdate()
    return _GIVEN & Q(given_on__lte=today) & (Q(expires_on__isnull=True) | Q(expires_on__gte=today))


def _concerns(recipient: Recipient) -> Q:
    return (~_GIVEN & _NOBODY) | _covers(recipient)


def _covers(recipient: Recipient) -> Q:
    if recipient.is_own:
        return _NOBODY
    always = always_covering(recipient)
    found = _by_name(recipient) | Q(recipient_class__in=sorted(always))
    # Kinds that depend on the person: those with these countries less those without.
    here = frozenset({recipient.country} - {""})
    none = frozenset[str]()
    for origin, destination in ((here, none), (none, here), (here, here), (none, none)):
        classes = covering_classes(recipient, origin=origin, destination=destination) - always
        if classes:
            found |= (
                Q(recipient_class__in=sorted(classes))
                & _outer("from_origin", is_true=bool(origin))
                & _outer("in_destination", is_true=bool(destination))
            )
    return found


def _outer(name: str, *, is_true: bool) -> Q:
    """Whether the case around the subquery has this alias."""
    return Q(Exact(OuterRef(name), Value(is_true)))


def _by_name(recipient: Recipient) -> Q:
    if recipient.is_own:
        return Q(pk__in=[])
    found = Q(to_organisation=recipient.organisation)
    return found | Q(to_mission=recipient.mission) if recipient.mission is not None else found


def _is(condition: Q) -> Choice:
    return Choice(Where(condition, then=Value(True)), default=Value(False), output_field=BooleanField())

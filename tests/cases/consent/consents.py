"""Consents for tests, written straight into the tables: one call, one row."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from palermo.access.models import Mission, Organisation, OrganisationKind
from palermo.cases.models import Case, Consent, ConsentException, Decision, Purpose

_moments = itertools.count()


def say(case: Case, decision: str = "given", purpose: str = Purpose.SHARING, **columns: Any) -> Consent:
    """One thing said, by default today, in writing, later than whatever was said before in this test."""
    columns.setdefault("form", "written")
    columns.setdefault("given_on", timezone.localdate())
    columns.setdefault("recorded_at", timezone.now() + timedelta(microseconds=next(_moments)))
    return Consent.unscoped.create(
        case=case, individual=case.individual_opaque, decision=decision, purpose=purpose, **columns
    )


def take_back(said: Consent, **columns: Any) -> Consent:
    """The withdrawal of what was said."""
    for name in ("to_mission", "to_organisation", "recipient_class", "form"):
        columns.setdefault(name, getattr(said, name))
    return say(said.case, Decision.WITHDRAWN, said.purpose, withdraws=said, **columns)


def excuse(case: Case | None = None, mission: Mission | None = None, **columns: Any) -> ConsentException:
    """An exception in force from now on for a year."""
    columns.setdefault("purpose", Purpose.SHARING)
    columns.setdefault("kind", "consent")
    columns.setdefault("starts_at", timezone.now())
    columns.setdefault("ends_at", columns["starts_at"] + timedelta(days=365))
    return ConsentException.unscoped.create(
        case=case,
        mission=mission,
        individual=case.individual_opaque if case else "",
        reason_code="vital_interest",
        named_as="system:test",
        **columns,
    )


def make_partner(
    code: str = "haven", kind: str = OrganisationKind.SHELTER, country: str = "MDA"
) -> Organisation:
    """An organisation that may receive, made at first use."""
    found, _ = Organisation.objects.get_or_create(
        code=code, defaults={"name": code.title(), "kind": kind, "country": country}
    )
    return found


def days_ago(number: int) -> date:
    return timezone.localdate() - timedelta(days=number)


def moments_ago(number: int) -> datetime:
    return timezone.now() - timedelta(hours=number)

"""Registers a mission: an organisation's office in a country."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError, clean_code, clean_line
from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_register
from palermo.access.models import Mission, Organisation
from palermo.audit.recording import audited, record
from palermo.codebook import load_codebook


def create_mission(
    *,
    actor: MaybeActor,
    organisation: Organisation,
    code: str,
    name: str,
    country: str,
    opened_on: date | None = None,
    closed_on: date | None = None,
) -> Mission:
    """The new mission. ``country`` is a code of the codebook's list. Raises NotAcceptedError, NotFoundOrNotAllowed."""
    require_register(actor)
    code = clean_code(code, field="code")
    name = clean_line(name, field="name", limit=200)
    if load_codebook().countries.get(country) is None:
        raise NotAcceptedError(
            _("The codebook has no country with the code %(code)s.") % {"code": country}, field="country"
        )
    if opened_on and closed_on and closed_on < opened_on:
        raise NotAcceptedError(_("A mission cannot close before it opens."), field="closed_on")
    with audited():
        try:
            with transaction.atomic():
                mission = Mission.objects.create(
                    organisation=organisation,
                    code=code,
                    name=name,
                    country=country,
                    opened_on=opened_on,
                    closed_on=closed_on,
                )
        except IntegrityError as error:
            raise NotAcceptedError(
                _("There is already a mission with the code %(code)s.") % {"code": code}, field="code"
            ) from error
        record(
            "mission.created",
            actor=audit_name(actor),
            object_kind="mission",
            object_id=code,
            mission=code,
            country=country,
        )
    return mission

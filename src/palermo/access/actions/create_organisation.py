"""Registers an organisation."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError, clean_code, clean_line
from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_register
from palermo.access.models import Organisation, OrganisationKind
from palermo.audit.recording import audited, record
from palermo.codebook import load_codebook


def create_organisation(
    *,
    actor: MaybeActor,
    code: str,
    name: str,
    kind: str = OrganisationKind.NGO,
    country: str = "",
) -> Organisation:
    """The new organisation. ``kind`` is an OrganisationKind, which decides what may ever be shared with it; ``country``
    a code of the codebook's list, or "" for a body of no one country.

    Raises NotAcceptedError (a code in use), NotFoundOrNotAllowed for other actors.
    """
    require_register(actor)
    code = clean_code(code, field="code")
    name = clean_line(name, field="name", limit=200)
    if kind not in OrganisationKind.values:
        raise NotAcceptedError(
            _("The kind must be one of: %(kinds)s.") % {"kinds": ", ".join(OrganisationKind.values)},
            field="kind",
        )
    if country and load_codebook().countries.get(country) is None:
        raise NotAcceptedError(
            _("The codebook has no country with the code %(code)s.") % {"code": country}, field="country"
        )
    with audited():
        try:
            with transaction.atomic():
                organisation = Organisation.objects.create(code=code, name=name, kind=kind, country=country)
        except IntegrityError as error:
            raise NotAcceptedError(
                _("There is already an organisation with the code %(code)s.") % {"code": code}, field="code"
            ) from error
        record("organisation.created", actor=audit_name(actor), object_kind="organisation", object_id=code)
    return organisation

"""Registers an organisation."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError, clean_code, clean_line
from palermo.access.actors import MaybeActor
from palermo.access.gate import require_register
from palermo.access.models import Organisation


def create_organisation(*, actor: MaybeActor, code: str, name: str) -> Organisation:
    """The new organisation. Raises NotAcceptedError for a code in use, NotFoundOrNotAllowed for other actors."""
    require_register(actor)
    code = clean_code(code, field="code")
    name = clean_line(name, field="name", limit=200)
    try:
        with transaction.atomic():
            return Organisation.objects.create(code=code, name=name)
    except IntegrityError as error:
        raise NotAcceptedError(
            _("There is already an organisation with the code %(code)s.") % {"code": code}, field="code"
        ) from error

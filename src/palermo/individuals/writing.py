"""The lock that every write about a person takes first."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.gate import not_here
from palermo.individuals.models import Individual


def locked(individual: str) -> Individual:
    """The person's row, locked until the transaction ends. Raises NotFoundOrNotAllowed, or NotAcceptedError for
    somebody whose identity was erased."""
    return locked_all([individual])[individual]


def locked_all(individuals: Sequence[str]) -> dict[str, Individual]:
    """The same for several, always locked in one order, so that two writers cannot wait for each other."""
    rows = Individual.objects.select_for_update().filter(opaque_id__in=individuals).order_by("pk")
    found = {row.opaque_id: row for row in rows}
    if len(found) < len(set(individuals)):
        raise not_here()
    if any(row.erased_at is not None for row in found.values()):
        raise NotAcceptedError(
            _("The identity was erased; nothing more is recorded of it."), field="individual"
        )
    return found

"""Managers that refuse to answer a question nobody is allowed to have asked.

``Model.objects`` raises until an actor is named; ``Model.unscoped`` is for actions, migrations and the extract, and a
test lists every file that uses it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.access.actors import MaybeActor
from palermo.access.gate import CaseScope, case_scope
from palermo.errors import PalermoError

M = TypeVar("M", bound=models.Model)


class UnscopedQuery(PalermoError):
    """A programming mistake: a query over people's records that names no actor."""

    code = "unscoped_query"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    template = _("Something was asked that nobody is allowed to ask.")


class ScopedManager(models.Manager[M]):
    """Answers only through ``for_actor``. ``mission_path`` and ``case_path`` are the look-ups that lead to the
    mission's key and to the case's opaque identifier."""

    mission_path = "mission_id"
    case_path = "opaque_id"

    def get_queryset(self) -> models.QuerySet[M]:
        raise UnscopedQuery(f"{self.model.__name__}: use for_actor(actor); no query without an actor.")

    def for_actor(self, actor: MaybeActor) -> models.QuerySet[M]:
        """The rows that ``actor`` may find; none at all for a role without cases. ``standing`` says which parts."""
        return self.in_scope(case_scope(actor))

    def in_scope(self, scope: CaseScope) -> models.QuerySet[M]:
        rows: models.QuerySet[M] = super().get_queryset()
        if scope.is_empty:
            return rows.none()
        return rows.filter(scope.where(self.mission_path, self.case_path))


class CaseScopedManager(ScopedManager[M]):
    """For whatever hangs on a case: it passes the case's gate."""

    mission_path = "case__mission_id"
    case_path = "case__opaque_id"

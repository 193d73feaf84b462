"""Managers that refuse to answer a question nobody is allowed to have asked.

``Model.objects`` raises until an actor is named; ``Model.unscoped`` is for actions, migrations and the extract, and a
test lists every file that uses it.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from palermo.access.actors import MaybeActor
from palermo.access.gate import MissionScope, case_scope
from palermo.errors import PalermoError

M = TypeVar("M", bound=models.Model)


class UnscopedQuery(PalermoError):
    """A programming mistake: a query over people's records that names no actor."""

    code = "unscoped_query"


class ScopedManager(models.Manager[M]):
    """Answers only through ``for_actor``. ``mission_path`` is the look-up that leads to the mission's key."""

    mission_path = "mission_id"

    def get_queryset(self) -> models.QuerySet[M]:
        raise UnscopedQuery(f"{self.model.__name__}: use for_actor(actor); no query without an actor.")

    def for_actor(self, actor: MaybeActor) -> models.QuerySet[M]:
        """The rows that ``actor`` may see; none at all for a role without cases."""
        return self.in_scope(case_scope(actor))

    def in_scope(self, scope: MissionScope) -> models.QuerySet[M]:
        rows: models.QuerySet[M] = super().get_queryset()
        if scope.everywhere:
            return rows
        if scope.is_empty:
            return rows.none()
        condition: dict[str, Any] = {f"{self.mission_path}__in": sorted(scope.mission_ids)}
        return rows.filter(**condition)


class CaseScopedManager(ScopedManager[M]):
    """For whatever hangs on a case: it passes the case's gate."""

    mission_path = "case__mission_id"

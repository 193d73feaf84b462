"""Writes the details of one person and keeps the index in step. Used by the actions, inside their transaction.

Nothing is opened here: a row's tokens stand beside it, so what leaves the index is known without reading it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.gate import not_here
from palermo.individuals.checking import MOST
from palermo.individuals.groups import Group, fill, group_of
from palermo.individuals.index import writing as index
from palermo.individuals.index.tokens import Tokeniser
from palermo.individuals.models import Individual
from palermo.individuals.models.details import IndexedDetail
from palermo.individuals.values import Detail


class IdentityWriter:
    """Changes one locked person's details, within a clearance for sealing."""

    def __init__(self, person: Individual, maker: Tokeniser) -> None:
        self.person = person
        self._maker = maker

    def replace(self, group: Group, details: Sequence[Detail]) -> None:
        """Make ``details`` (checked) the whole of the group. Those with the number of a stored row replace it."""
        rows = self._rows(group)
        wanted = [detail.opaque_id for detail in details if detail.opaque_id]
        self._require_known(rows, wanted)
        before = _tokens(rows.values())
        gone = [row.pk for number, row in rows.items() if number not in wanted]
        if gone:
            group.model.unscoped.filter(pk__in=gone).delete()
        if group.has_preferred and rows:
            self._prefer_none(group)
        fresh = []
        kept = []
        for detail in details:
            row = rows[detail.opaque_id] if detail.opaque_id else self._new(group)
            fill(group, row, detail, self._maker)
            if detail.opaque_id:
                row.save()
            else:
                fresh.append(row)
            kept.append(row)
        group.model.unscoped.bulk_create(fresh)
        self._index(group, before, _tokens(kept))

    def add(self, detail: Detail) -> str:
        """Store one more; its opaque number. The first of a group that has a preferred one is it."""
        group = group_of(detail)
        rows = self._rows(group)
        if len(rows) >= MOST:
            raise NotAcceptedError(
                _("These are too many (at most %(most)d).") % {"most": MOST}, field=group.name
            )
        row = self._new(group)
        fill(group, row, detail, self._maker)
        self._make_room(group, row, rows)
        row.save()
        self._index(group, [], _tokens([row]))
        return str(row.opaque_id)

    def correct(self, detail: Detail) -> None:
        """Replace one stored detail. Raises NotFoundOrNotAllowed when the person has none of this number."""
        group = group_of(detail)
        rows = self._rows(group)
        self._require_known(rows, [detail.opaque_id])
        before = _tokens(rows.values())
        row = rows.pop(detail.opaque_id)
        was_preferred = group.has_preferred and bool(row.is_preferred)
        fill(group, row, detail, self._maker)
        if was_preferred:
            row.is_preferred = True
        else:
            self._make_room(group, row, rows)
        row.save()
        self._index(group, before, _tokens([*rows.values(), row]))

    def remove(self, group: Group, number: str) -> None:
        """Delete one stored detail; when it was the preferred one, the oldest of the others is from now on."""
        rows = self._rows(group)
        self._require_known(rows, [number])
        before = _tokens(rows.values())
        row = rows.pop(number)
        was_preferred = group.has_preferred and bool(row.is_preferred)
        row.delete()
        if was_preferred and rows:
            oldest = min(rows.values(), key=lambda each: each.pk)
            group.model.unscoped.filter(pk=oldest.pk).update(is_preferred=True)
        self._index(group, before, _tokens(rows.values()))

    def _rows(self, group: Group) -> dict[str, Any]:
        found = group.model.unscoped.filter(individual_id=self.person.opaque_id).order_by("pk")
        return {row.opaque_id: row for row in found}

    def _new(self, group: Group) -> Any:
        return group.model(individual_id=self.person.opaque_id)

    def _require_known(self, rows: dict[str, Any], numbers: Sequence[str]) -> None:
        if not set(numbers) <= set(rows) or len(set(numbers)) < len(numbers):
            raise not_here()

    def _make_room(self, group: Group, row: Any, others: dict[str, Any]) -> None:
        if not group.has_preferred:
            return
        if row.is_preferred:
            self._prefer_none(group)
        elif not any(other.is_preferred for other in others.values()):
            row.is_preferred = True

    def _prefer_none(self, group: Group) -> None:
        rows = group.model.unscoped.filter(individual_id=self.person.opaque_id, is_preferred=True)
        rows.update(is_preferred=False)

    def _index(self, group: Group, before: list[bytes], after: list[bytes]) -> None:
        if group.tokens_of is not None:
            index.move(group.model, self.person.pk, before, after)


def _tokens(rows: Iterable[Any]) -> list[bytes]:
    return [bytes(row.tokens) for row in rows if isinstance(row, IndexedDetail)]

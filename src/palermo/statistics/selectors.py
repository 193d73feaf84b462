"""Reads of statistics: who asks is named, what comes back is counted, never a case."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext as _

from palermo.access.actors import MaybeActor
from palermo.access.gate import require_statistics
from palermo.statistics.actions.build_extract import build_extract
from palermo.statistics.compute import compute
from palermo.statistics.definitions import load_definitions
from palermo.statistics.engines.arrays import ArrayEngine
from palermo.statistics.errors import NoExtract
from palermo.statistics.extract import store
from palermo.statistics.extract.format import Extract
from palermo.statistics.figures import draw
from palermo.statistics.model import Question
from palermo.statistics.results import Publication

#: Up to this many cases an old extract is renewed while the reader waits (well under a second).
RENEW_AT_ONCE = 20_000


@lru_cache(maxsize=4)
def _engine(extract: Extract) -> ArrayEngine:
    """One engine per open extract: it remembers the histograms that were already taken."""
    return ArrayEngine(extract)


def current_extract(actor: MaybeActor, *, fresh: bool = False) -> tuple[Extract, bool]:
    """The extract to read and whether newer registrations are missing from it.

    A small caseload, or a reader who insists (``fresh``), gets a new extract when the present one is old. Raises
    NoExtract when there is nothing to count yet.
    """
    known = require_statistics(actor)
    extract = store.current()
    is_stale = extract is None or extract.manifest.caseload_version != store.caseload_version()
    if is_stale and (fresh or extract is None or extract.rows <= RENEW_AT_ONCE):
        return build_extract(actor=known), False
    if extract is None:
        raise NoExtract(_("No case is registered yet, so there is nothing to count."))
    return extract, is_stale


def publication(
    actor: MaybeActor,
    question: Question,
    *,
    tables: Iterable[str] | None = None,
    with_figures: bool = True,
    printed: bool = False,
    snapshot: str | None = None,
    fresh: bool = False,
) -> Publication:
    """The tables (default: the seventeen published ones) and the figures that answer ``question``.

    ``snapshot`` reads a kept extract instead of the current one; ``printed`` uses the words of the publication of
    that year. Raises BadQuestion, NoExtract, or what the gate says.
    """
    if snapshot:
        require_statistics(actor)
        extract, is_stale = store.named(snapshot), False
    else:
        extract, is_stale = current_extract(actor, fresh=fresh)
    answer = compute(
        extract, question, tables=tables, engine=_engine(extract), printed=printed, is_stale=is_stale
    )
    if not with_figures:
        return answer
    present = {table.id for table in answer.tables}
    figures = [f for f in load_definitions().figures.values() if f.table in present]
    return Publication(
        about=answer.about,
        tables=answer.tables,
        figures=tuple(draw(definition, answer.table(definition.table)) for definition in figures),
    )


def years(actor: MaybeActor) -> list[int]:
    """The years in which cases were registered, newest first. Empty when there is no case."""
    try:
        extract, _is_stale = current_extract(actor)
    except NoExtract:
        return []
    entries = (str(entry) for entry in extract.dictionary("registered"))
    return sorted({int(entry[:4]) for entry in entries if not entry.startswith("~")}, reverse=True)


def missions(actor: MaybeActor) -> list[tuple[str, str]]:
    """Code and name of every mission of the current extract, by name."""
    extract, _is_stale = current_extract(actor)
    return sorted(((m.code, m.name) for m in extract.manifest.missions), key=lambda pair: pair[1].casefold())

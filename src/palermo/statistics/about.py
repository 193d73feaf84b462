"""What stands beside every output: unit, n, period, scheme, snapshot, caveats, and who did not report (rule 6)."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.codebook import load_codebook
from palermo.statistics.definitions import load_definitions
from palermo.statistics.dimensions import PLACE, Resolver
from palermo.statistics.engines.base import Axis, Engine, Selection
from palermo.statistics.extract.format import Extract
from palermo.statistics.model import MISSING, Question
from palermo.statistics.results import About, NotReporting
from palermo.statistics.selection import in_period, only_global_funds, perhaps_in_period

#: What is said of a silent mission that gave no reason.
NO_REASON_GIVEN = "no_data"


def about(
    extract: Extract, question: Question, n: int, resolver: Resolver, engine: Engine, *, is_stale: bool
) -> About:
    """The facts about one answer. ``n`` counts what the question's measure counts."""
    rough = Selection({"registered": perhaps_in_period(extract, question)})
    imprecise = int(engine.count([], rough, "instances")) if rough.allowed["registered"].any() else 0
    silent = not_reporting(extract, question, resolver, engine)
    return About(
        unit=question.measure,
        n=n,
        period=period_text(question.start, question.end),
        scheme=question.scheme,
        scheme_label=_(resolver.scheme.label),
        perspective=question.perspective,
        filters=filter_texts(question, resolver),
        source=_("Cases registered in Palermo"),
        snapshot=extract.manifest.snapshot,
        snapshot_date=extract.manifest.taken_at,
        is_fictional=extract.manifest.fictional_rows > 0,
        is_stale=is_stale,
        caveats=_caveats(extract, question, imprecise, has_silent=bool(silent)),
        not_reporting=silent,
        imprecise_dates=imprecise,
    )


def not_reporting(
    extract: Extract, question: Question, resolver: Resolver, engine: Engine
) -> tuple[NotReporting, ...]:
    """Missions of the chosen regions without a case in the period, with the reason that they gave."""
    entries = extract.dictionary("mission")
    axis = Axis("mission", np.arange(len(entries), dtype=np.int32), len(entries))
    counts = engine.count([axis], Selection({"registered": in_period(extract, question)}), "instances")
    reported = {entry for entry, number in zip(entries, counts, strict=True) if number}
    by_region = question.regions if PLACE[question.perspective][1] == "mission" else ()
    result = []
    for mission in extract.manifest.missions:
        if mission.code in reported or (question.missions and mission.code not in question.missions):
            continue
        if by_region and resolver.scheme.region_of(mission.country, question.end) not in by_region:
            continue
        reason = mission.silences.get(str(question.end.year), NO_REASON_GIVEN)
        result.append(NotReporting(mission.code, mission.name, mission.country, reason))
    return tuple(result)


def period_text(start: date, end: date) -> str:
    """``2011``, ``2011-01 to 2011-06`` in the reader's words."""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    return _("%(start)s to %(end)s") % {
        "start": formats.date_format(start, "YEAR_MONTH_FORMAT"),
        "end": formats.date_format(end, "YEAR_MONTH_FORMAT"),
    }


def filter_texts(question: Question, resolver: Resolver) -> tuple[str, ...]:
    """The filters in words, one line each."""
    texts = []
    if question.regions:
        names = [
            _(resolver.scheme.regions[code].label) if code != MISSING else _("Not known")
            for code in question.regions
        ]
        texts.append(_("Region: %(names)s") % {"names": ", ".join(names)})
    if question.missions:
        texts.append(_("Mission: %(names)s") % {"names": ", ".join(question.missions)})
    codebook = load_codebook()
    for name, codes in question.where.items():
        variable = codebook.variables.get(name)
        label = variable.display if variable else name
        names = []
        for code in codes:
            if code == MISSING:
                names.append(_("Not known"))
            elif variable is not None and variable.type == "country":
                country = codebook.countries.get(code)
                names.append(country.display if country else code)
            elif variable is not None:
                names.append(codebook.list_of(variable).codes[code].display)
            else:
                names.append(code)
        texts.append(f"{label}: {', '.join(names)}")
    return tuple(texts)


def snapshot_day(facts: About) -> str:
    """The snapshot's date in the reader's words."""
    return formats.date_format(datetime.fromisoformat(facts.snapshot_date).date(), "DATE_FORMAT")


def _caveats(extract: Extract, question: Question, imprecise: int, *, has_silent: bool) -> tuple[str, ...]:
    definitions = load_definitions()
    texts = [_(text) for text in definitions.caveats[: None if has_silent else -1]]
    texts += [_(text) for text in definitions.caveats_by_measure[question.measure]]
    if only_global_funds(extract, Selection()) is not None:
        texts.append(_(definitions.not_regional["caveat"]))
    if extract.manifest.withheld:
        texts.append(
            ngettext(
                "%(number)s case of the whole caseload is left out: no consent to statistics.",
                "%(number)s cases of the whole caseload are left out: no consent to statistics.",
                extract.manifest.withheld,
            )
            % {"number": extract.manifest.withheld}
        )
    if extract.manifest.without_basis:
        texts.append(
            ngettext(
                "Of these, %(number)s only lacks a live legal basis of its mission, which a data steward can renew.",
                "Of these, %(number)s only lack a live legal basis of their mission, which a data steward can renew.",
                extract.manifest.without_basis,
            )
            % {"number": extract.manifest.without_basis}
        )
    if imprecise:
        texts.append(
            _("%(number)s instances are left out because their date is known too roughly for this period.")
            % {"number": imprecise}
        )
    return tuple(texts)

"""The facts beside a table in words and as data; every writer uses the same ones."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.access.models import NotReportingReason
from palermo.codebook import load_codebook
from palermo.statistics.about import snapshot_day
from palermo.statistics.results import About, ResultTable

PERSPECTIVE_LABELS = {
    "assistance": "where people were assisted",
    "origin": "where people come from",
    "destination": "where people were exploited",
}
STATE_LABELS = {"unknown": "unknown", "refused": "refused", "not_asked": "not asked"}


def fact_lines(table: ResultTable) -> list[tuple[str, str]]:
    """Name and text of every fact that must stand beside the table (domain, rule 6)."""
    about = table.about
    unit = _("instances of assistance") if about.unit == "instances" else _("individuals")
    missing = ", ".join(
        f"{_(STATE_LABELS[state])} {number}" for state, number in table.missing.items() if number
    )
    lines = [
        (_("Unit"), unit),
        ("n", str(table.n)),
        (_("Missing"), f"{table.missing_total}" + (f" ({missing})" if missing else "")),
        (_("Period"), about.period),
        (_("Region scheme"), about.scheme_label),
        (_("Point of view"), _(PERSPECTIVE_LABELS[about.perspective])),
        (_("Source"), about.source),
        (_("Snapshot"), f"{snapshot_day(about)} ({about.snapshot})"),
    ]
    if about.filters:
        lines.insert(4, (_("Only"), "; ".join(about.filters)))
    if about.is_fictional:
        lines.insert(0, (_("Attention"), _("Fictional demonstration data: nobody in it exists.")))
    return lines


def note_lines(table: ResultTable) -> list[str]:
    """How the categories are made, what the figures do not say, and who did not report."""
    lines = [*table.notes, *table.about.caveats]
    if table.about.not_reporting:
        names = "; ".join(silent_mission(about) for about in silent_groups(table.about))
        lines.append(
            ngettext(
                "%(count)s mission did not report: %(names)s.",
                "%(count)s missions did not report: %(names)s.",
                len(table.about.not_reporting),
            )
            % {"count": len(table.about.not_reporting), "names": names}
        )
    return lines


def silent_groups(about: About) -> list[tuple[str, list[str]]]:
    """Reason and country names of the missions that did not report, grouped by reason."""
    groups: dict[str, list[str]] = {}
    for mission in about.not_reporting:
        country = load_codebook().countries.get(mission.country)
        name = country.display if country else mission.name
        label = str(NotReportingReason(mission.reason).label)
        groups.setdefault(label, []).append(name)
    return sorted(groups.items())


def silent_mission(group: tuple[str, list[str]]) -> str:
    """``Cyprus, Slovenia (no office in the country)``."""
    reason, names = group
    return f"{', '.join(sorted(names))} ({reason})"


def metadata(table: ResultTable) -> dict[str, Any]:
    """The same facts for programs."""
    about = table.about
    return {
        "table": table.id,
        "numbers": table.numbers,
        "title": table.title,
        "unit": about.unit,
        "n": table.n,
        "missing": {**table.missing, "total": table.missing_total},
        "period": about.period,
        "region_scheme": about.scheme,
        "perspective": about.perspective,
        "filters": list(about.filters),
        "source": about.source,
        "snapshot": about.snapshot,
        "snapshot_date": about.snapshot_date,
        "fictional": about.is_fictional,
        "notes": list(table.notes),
        "caveats": list(about.caveats),
        "missions_not_reporting": [
            {"mission": m.mission, "country": m.country, "reason": m.reason} for m in about.not_reporting
        ],
    }

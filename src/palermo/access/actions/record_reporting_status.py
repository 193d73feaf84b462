"""Records why a mission's figures for a year are absent, so that a silence is never read as a zero."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError, clean_line
from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_import
from palermo.access.models import Mission, NotReportingReason, ReportingStatus
from palermo.audit.recording import audited, record

#: The first year for which the source documents give any figures of assistance.
FIRST_YEAR = 1990


def record_reporting_status(
    *, actor: MaybeActor, mission: Mission, year: int, reason: str, note: str = ""
) -> ReportingStatus:
    """What is known of the mission's silence in ``year``; a second record for the year replaces the first.

    The same people who bring in caseloads know which of them are missing, so the gate is theirs. Raises
    NotAcceptedError, NotFoundOrNotAllowed.
    """
    require_import(actor)
    if not FIRST_YEAR <= year <= date.today().year:
        raise NotAcceptedError(
            _("The year must lie between %(first)d and the present one.") % {"first": FIRST_YEAR},
            field="year",
        )
    if reason not in NotReportingReason.values:
        raise NotAcceptedError(
            _("The reason must be one of: %(reasons)s.") % {"reasons": ", ".join(NotReportingReason.values)},
            field="reason",
        )
    note = clean_line(note, field="note", limit=300, required=False)
    with audited():
        status, _created = ReportingStatus.objects.update_or_create(
            mission=mission, year=year, defaults={"reason": reason, "note": note}
        )
        # The note is free text and stays out of the record.
        record(
            "mission.reporting_recorded",
            actor=audit_name(actor),
            object_kind="mission",
            object_id=mission.code,
            mission=mission.code,
            year=year,
            reason=str(reason),
        )
    return status

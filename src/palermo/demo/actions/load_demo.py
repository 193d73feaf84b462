"""Fills an instance with the fictional caseload, the silent missions and the demonstration accounts."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _

from palermo.access.actions.create_demo_accounts import DemoRefused, create_demo_accounts
from palermo.access.actions.create_mission import create_mission
from palermo.access.actions.record_reporting_status import record_reporting_status
from palermo.access.actors import Actor
from palermo.access.demo_accounts import DEMO_MODES
from palermo.access.gate import require_import, require_register
from palermo.access.models import Mission, Organisation
from palermo.audit.recording import audited
from palermo.cases.actions.store_caseload_rows import CaseloadResult
from palermo.cases.models import Case
from palermo.codebook import load_codebook
from palermo.demo.actions.show_consents import show_consents
from palermo.demo.caseload import generate
from palermo.demo.reporting import reporting_statuses
from palermo.exchange.actions.import_caseload import Options, import_rows
from palermo.exchange.models import ImportRun

SOURCE_NAME = "fictional demonstration caseload"


def load_demo(*, actor: Actor, progress: Callable[[float], None] | None = None) -> CaseloadResult | None:
    """Bring the demonstration in, all or nothing; None when it is there already.

    Raises DemoRefused outside the modes demo and test, or where cases of real people are stored.
    """
    require_import(actor)
    require_register(actor)
    if settings.PALERMO_MODE not in DEMO_MODES:
        raise DemoRefused(_("The demonstration can only be loaded in demo mode (PALERMO_MODE=demo)."))
    with audited():
        if Case.unscoped.filter(is_fictional=False).exists():
            raise DemoRefused(
                _("This instance has cases of real people; fictional ones are not mixed with them.")
            )
        if ImportRun.objects.filter(file_name=SOURCE_NAME).exists() and Case.unscoped.exists():
            create_demo_accounts(actor=actor)
            return None
        outcome = import_rows(
            generate(),
            actor=actor,
            source_name=SOURCE_NAME,
            options=Options(fictional=True),
            progress=progress,
        )
        if outcome.result is None:
            first = outcome.problems.sorted()[0]
            raise DemoRefused(
                _(
                    "The fictional caseload does not fit this instance: row %(row)s, %(column)s. Expected: %(expected)s"
                )
                % {"row": first.row, "column": first.column, "expected": first.expected}
            )
        _record_silences(actor)
        create_demo_accounts(actor=actor)
        show_consents()
    return outcome.result


def _record_silences(actor: Actor) -> None:
    organisation = Organisation.objects.order_by("pk").get()
    for silence in reporting_statuses():
        mission = Mission.objects.filter(code=silence.mission).first()
        if mission is None:
            country = load_codebook().countries.get(silence.mission)
            mission = create_mission(
                actor=actor,
                organisation=organisation,
                code=silence.mission,
                name=country.name if country else silence.mission,
                country=silence.mission,
            )
        record_reporting_status(actor=actor, mission=mission, year=silence.year, reason=silence.reason)

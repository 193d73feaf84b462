"""A small cast: everybody who could try something with a case of the mission UKR."""

from __future__ import annotations

from dataclasses import dataclass, field

from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.gate import CaseKey
from palermo.access.models import Account, Mission
from palermo.audit.models import AuditEntry
from tests.access.gate import world


@dataclass
class People:
    """``here`` is the case's mission, ``there`` another one of the same organisation."""

    here: Mission = field(default_factory=lambda: world.mission("UKR"))
    there: Mission = field(default_factory=lambda: world.mission("MDA"))

    def __post_init__(self) -> None:
        self.case: CaseKey = world.key(self.here)
        self.worker = world.account("caseworker", self.here)
        self.colleague = world.account("caseworker", self.here)
        self.supervisor = world.account("supervisor", self.here)
        self.far_worker = world.account("caseworker", self.there)
        self.far_supervisor = world.account("supervisor", self.there)
        self.steward = world.account("data_steward")
        self.analyst = world.account("analyst")
        self.officer = world.account("partner_officer", None, world.organisation("police"))
        self.focal_point = world.account("focal_point")
        self.administrator = world.account("administrator")

    def everybody(self) -> dict[str, MaybeActor]:
        """All of them by name, with nobody and a part of the system."""
        found: dict[str, MaybeActor] = {
            name: one for name, one in vars(self).items() if isinstance(one, Account)
        }
        return found | {"nobody": None, "system": SystemActor("command line")}


def acts() -> list[str]:
    """The acts on record, the oldest first."""
    return list(AuditEntry.objects.order_by("sequence").values_list("act", flat=True))

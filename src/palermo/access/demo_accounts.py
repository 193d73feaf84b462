"""The accounts of a demonstration: one for each role that has something to show, all with one known password.

They exist only where nobody is real (mode ``demo`` or ``test``); a production instance neither makes them nor lets them
in, whatever its database holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from palermo.access.models import Role

#: Shown on the sign-in page of a demonstration. It protects nothing: all data there is invented.
DEMO_PASSWORD = "palermo-demo-2011"  # noqa: S105
#: The modes in which demonstration accounts may be made.
DEMO_MODES = frozenset({"demo", "test"})


#: The invented partner with which some cases are shared: code, name, country.
DEMO_PARTNER = ("harbour-house", "Harbour House (invented shelter)", "MDA")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account to make. ``mission_country`` is a country code, or empty for roles that work in no mission; partner
    officers work for the invented partner instead."""

    email: str
    display_name: str
    role: Role
    mission_country: str = ""


DEMO_ACCOUNTS = (
    DemoAccount("caseworker@example.org", "Oksana", Role.CASEWORKER, "UKR"),
    DemoAccount("supervisor@example.org", "Andriy", Role.SUPERVISOR, "UKR"),
    DemoAccount("steward@example.org", "Amina", Role.DATA_STEWARD),
    DemoAccount("analyst@example.org", "Luis", Role.ANALYST),
    DemoAccount("officer@example.org", "Ileana", Role.PARTNER_OFFICER),
    DemoAccount("focal@example.org", "Noor", Role.FOCAL_POINT),
    DemoAccount("admin@example.org", "Chen", Role.ADMINISTRATOR),
)

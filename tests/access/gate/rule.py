"""The rule of who reads and writes what, said a second time in other words than the program's.

Written from ``../shared/design/security.md`` (3 and 4) and issue 3, not from the code: nothing of
``palermo.access.gate`` is imported here. Parts are letters: f(acts), i(dentity), s(tory), p(rivileged).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

ALL = frozenset("fisp")
WORD = {"f": "facts", "i": "identity", "s": "story", "p": "privileged"}
#: Kind of organisation -> whether privileged notes may ever be read there.
KINDS = {
    "international": True,
    "ngo": True,
    "shelter": True,
    "government": False,
    "police": False,
    "donor": False,
}
ROLES = (
    "caseworker", "supervisor", "data_steward", "analyst", "partner_officer", "focal_point", "administrator",
)  # fmt: skip
PART_SETS = tuple("".join(chosen) for size in range(5) for chosen in itertools.combinations("fisp", size))


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks. ``kind`` is that of the organisation, "" for none; ``has_mission`` whether there is one."""

    role: str
    kind: str
    has_mission: bool


@dataclass(frozen=True)
class Grant:
    """What was granted: "" for nothing; ``to``: the account, its mission, its organisation or somebody else;
    ``when``: live, expired, revoked or future; ``about``: whether it names this very case's person and mission."""

    kind: str = ""
    to: str = "account"
    parts: str = ""
    when: str = "live"
    about: str = "this"


def every_viewer() -> list[Viewer]:
    """All roles, in organisations of all kinds and in none, where the role allows it."""
    found = []
    for role in ROLES:
        if role in {"caseworker", "supervisor"}:
            found += [Viewer(role, kind, True) for kind in KINDS]
        elif role == "partner_officer":
            found += [Viewer(role, kind, False) for kind in ("", *KINDS)]
        else:
            found += [Viewer(role, "", False), Viewer(role, "ngo", True)]
    return found


def every_grant() -> list[Grant]:
    """Nothing; every set of parts shared with everybody; and every way in which a grant may be none."""
    found = [Grant()]
    found += [
        Grant("share", to, parts) for to in ("account", "mission", "organisation") for parts in PART_SETS
    ]
    found += [Grant("assignment", "account", "fisp"), Grant("glass", "account")]
    for when in ("expired", "revoked", "future"):
        found += [Grant("share", to, "fisp", when) for to in ("account", "mission", "organisation")]
        found += [Grant("assignment", "account", "fisp", when), Grant("glass", "account", "", when)]
    for about in ("another person", "another mission"):
        found += [Grant("share", "account", "fisp", about=about), Grant("glass", about=about)]
        found.append(Grant("assignment", "account", "fisp", about=about))
    found += [Grant(kind, "somebody else", "fisp") for kind in ("share", "assignment", "glass")]
    return found


def expected(
    viewer: Viewer, grant: Grant, *, own: bool, frozen: str
) -> tuple[frozenset[str], frozenset[str]]:
    """Letters read, letters written. ``own``: the case is of the viewer's mission. ``frozen``: "", "mine" (the
    viewer's mission) or "its" (the case's)."""
    nothing: frozenset[str] = frozenset()
    if viewer.role in {"data_steward", "analyst"}:
        return frozenset("f"), nothing
    if viewer.role not in {"caseworker", "supervisor", "partner_officer"}:
        return nothing, nothing
    if frozen == "its" or (frozen == "mine" and viewer.has_mission):
        return nothing, nothing
    reads, writes = set(), set()
    if own and viewer.role == "supervisor":
        reads |= ALL
        writes |= ALL
    if own and viewer.role == "caseworker":
        reads |= {"f"}
    if grant.kind and grant.when == "live" and grant.about == "this" and grant.to != "somebody else":
        works = viewer.role in {"caseworker", "supervisor"}
        if grant.kind == "assignment" and own and viewer.role == "caseworker":
            reads |= ALL
            writes |= ALL
        if grant.kind == "glass" and works:
            reads |= set("fis")
        reached = {"account": True, "mission": works, "organisation": not works and bool(viewer.kind)}
        if grant.kind == "share" and reached[grant.to]:
            reads |= set(grant.parts)
    if not KINDS.get(viewer.kind, False):
        reads -= {"p"}
        writes -= {"p"}
    return frozenset(reads), frozenset(writes)

"""The gate that everything about a person passes: who may act, which cases they find, which parts they may read.

Deny by default: a role or a relation that nothing names gets nothing, and the refusal is the answer for "does not
exist" (design, security points 3, 4 and 12).
"""

from palermo.access.gate.requirements import (
    ALL_MISSIONS_ROLES,
    OWN_MISSION_ROLES,
    STATISTICS_ROLES,
    NotSignedIn,
    may_see_statistics,
    not_here,
    require_actor,
    require_focal_point,
    require_import,
    require_register,
    require_statistics,
)
from palermo.access.gate.scope import CaseScope, case_scope, is_live, live_grants
from palermo.access.gate.standing import (
    CaseKey,
    CaseLike,
    Relation,
    Standing,
    require_part,
    standing,
    standings,
)
from palermo.access.parts import Part, part_of

__all__ = [
    "ALL_MISSIONS_ROLES",
    "OWN_MISSION_ROLES",
    "STATISTICS_ROLES",
    "CaseKey",
    "CaseLike",
    "CaseScope",
    "NotSignedIn",
    "Part",
    "Relation",
    "Standing",
    "case_scope",
    "is_live",
    "live_grants",
    "may_see_statistics",
    "not_here",
    "part_of",
    "require_actor",
    "require_focal_point",
    "require_import",
    "require_part",
    "require_register",
    "require_statistics",
    "standing",
    "standings",
]

"""What erasing a person takes from the cases: what was sealed, what was typed, and the mission's own reference.

The coded facts stay, and so does every count. The reference leads to a paper file in somebody's cupboard, so it goes
too; a keyed token of it keeps an old file from bringing the person back.
"""

from __future__ import annotations

from palermo.access.models import CaseGrant
from palermo.cases.erased_references import reference_tokens
from palermo.cases.models import Case, Consent, ConsentException, ErasedReference, Registration

#: Before the case's own number, which says nothing, in the place of the mission's reference.
ERASED = "erased-"


def erase_from_cases(individual: str) -> None:
    """Within the erasure's last transaction. Safe to call again."""
    token = reference_tokens()
    cases = Case.unscoped.filter(individual__opaque_id=individual)
    found = list(cases.values_list("pk", "opaque_id", "mission__code", "case_ref"))
    Registration.objects.filter(case__in=[number for _pk, number, _mission, _reference in found]).delete()
    for key, number, mission, reference in found:
        if reference == f"{ERASED}{number}":
            continue
        ErasedReference.objects.get_or_create(token=token(mission, reference))
        cases.filter(pk=key).update(case_ref=f"{ERASED}{number}", digest=None)
    Consent.unscoped.filter(individual=individual).update(witness=None, interpreter=None, guardian=None)
    ConsentException.unscoped.filter(individual=individual).update(reason=None)
    CaseGrant.objects.filter(individual=individual).update(reason=None)

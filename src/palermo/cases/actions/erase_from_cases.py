"""What erasing a person takes from the cases: what was sealed, what was typed, and the mission's own reference.

The coded facts stay, and so does every count. The reference leads to a paper file in somebody's cupboard, so it goes
too.
"""

from __future__ import annotations

from palermo.access.models import CaseGrant
from palermo.cases.models import Case, Consent, ConsentException, Registration


def erase_from_cases(individual: str) -> None:
    """Within the erasure's last transaction. Safe to call again."""
    cases = Case.unscoped.filter(individual__opaque_id=individual)
    numbers = list(cases.values_list("pk", "opaque_id"))
    Registration.objects.filter(case__in=[number for _pk, number in numbers]).delete()
    for key, number in numbers:
        # The case's own number says nothing and is unique; it keeps the file from being brought in again by chance.
        cases.filter(pk=key).update(case_ref=f"erased-{number}", digest=None)
    Consent.unscoped.filter(individual=individual).update(witness=None, interpreter=None, guardian=None)
    ConsentException.unscoped.filter(individual=individual).update(reason=None)
    CaseGrant.objects.filter(individual=individual).update(reason=None)

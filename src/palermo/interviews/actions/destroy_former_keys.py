"""What erasing a person takes besides: the keys under which an interview lay before anybody said whose it is.

Nothing here is sealed with them any more, but backups of that time hold what was.
"""

from __future__ import annotations

from contextlib import suppress

from palermo.interviews.models import Interview
from palermo.vault.erasure import destroy_many
from palermo.vault.errors import NoKey
from palermo.vault.opened import vault


def destroy_former_keys(individual: str) -> None:
    """Within the erasure's last transaction. Safe to call again."""
    placed = Interview.unscoped.filter(individual_id=individual).exclude(former_individual="")
    former = sorted(set(placed.values_list("former_individual", flat=True)))
    if former:
        with suppress(NoKey):
            destroy_many(vault(), former, reason="erasure_request")

"""Links two individuals who are family, each in the other's identity."""

from __future__ import annotations

from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import CaseLike, Part, require_part
from palermo.access.models import Mission
from palermo.access.uncovering import sealing
from palermo.audit.recording import audited, record
from palermo.individuals.actions.identity_writer import IdentityWriter
from palermo.individuals.checking import checked
from palermo.individuals.index.tokens import Tokeniser
from palermo.individuals.keys import ensure_keys
from palermo.individuals.kinds import INVERSE, FamilyRelation
from palermo.individuals.values import FamilyDetail
from palermo.individuals.writing import locked_all
from palermo.vault.opened import vault


def link_family(
    *, actor: MaybeActor, case: CaseLike, relative: CaseLike, relation: str, note: str = ""
) -> tuple[str, str]:
    """``relation``: what the person of ``relative`` is to the person of ``case``. The numbers of both new rows.

    Needs the right to write both identities: a link tells each side that the other is known here. Where that is
    wanting, a relative is recorded by name. Raises NotFoundOrNotAllowed, NotAcceptedError.
    """
    cases = (case, relative)
    for each in cases:
        require_part(actor, each, Part.IDENTITY, write=True)
    if case.individual_opaque == relative.individual_opaque:
        raise NotAcceptedError(_("Nobody is their own relative."), field="relative")
    there = checked(FamilyDetail(relation=relation, linked=relative.individual_opaque, note=note))
    known = FamilyRelation(there.relation)
    back = FamilyDetail(relation=INVERSE.get(known, known), linked=case.individual_opaque, note=there.note)
    missions = Mission.objects.in_bulk([each.mission_id for each in cases])
    for each in cases:
        ensure_keys(vault(), [each.individual_opaque], missions[each.mission_id].code)
    maker = Tokeniser(vault())
    people = [each.individual_opaque for each in cases]
    with sealing(actor, people), audited():
        locks = locked_all(people)
        numbers = []
        for each, detail in zip(cases, (there, back), strict=True):
            numbers.append(IdentityWriter(locks[each.individual_opaque], maker).add(detail))
            record(
                "identity.changed",
                actor=audit_name(actor),
                object_kind="individual",
                object_id=each.individual_opaque,
                mission=missions[each.mission_id].code,
                fields=["family"],
            )
    return numbers[0], numbers[1]

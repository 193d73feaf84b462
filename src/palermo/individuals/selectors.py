"""Reads of identities. Each opens for one actor, through the gate, and is in the audit before it is handed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from palermo.access.actors import MaybeActor
from palermo.access.gate import CaseLike, Part, not_here, require_focal_point
from palermo.access.uncovering import listing, uncovered
from palermo.individuals.groups import GROUPS, detail_of
from palermo.individuals.initials import initials
from palermo.individuals.models import PersonName, Photo
from palermo.individuals.pictures import files
from palermo.individuals.values import IdentityView, PhotoDetail
from palermo.vault.certificate import Certificate
from palermo.vault.erasure import certificates
from palermo.vault.opened import vault
from palermo.vault.tokens import vault_tokeniser


def identity_of(actor: MaybeActor, case: CaseLike, *, purpose: str = "identity page") -> IdentityView:
    """Everything that identifies the person of ``case``; empty where nothing is recorded. Preferred ones come first.

    Raises NotSignedIn, NotFoundOrNotAllowed, ReadingStopped.
    """
    individual = case.individual_opaque
    with uncovered(actor, {individual: case}, Part.IDENTITY, purpose):
        view = identity_in_memory(case)
    return view


def identity_in_memory(case: CaseLike) -> IdentityView:
    """The same for an action that compares and hands nothing out. Needs a clearance for the person of ``case``."""
    found: dict[str, Any] = {}
    for name, group in GROUPS.items():
        details = [detail_of(group, row) for row in group.model.objects.of_people([case.individual_opaque])]
        details.sort(key=lambda detail: not getattr(detail, "is_preferred", False))
        found[name] = tuple(details)
    return IdentityView(case=case, **found)


def covered_lines(actor: MaybeActor, people: Mapping[str, CaseLike]) -> dict[str, str]:
    """Initials for a list: opaque identifier -> ``O. S.``; nobody for whom no name is recorded.

    ``people`` are those whose identity the actor may read, one page of them. One entry in the audit stands for the
    page; it is no search. Raises as ``identity_of``.
    """
    if not people:
        return {}
    with listing(actor, people):
        rows = PersonName.objects.of_people(list(people)).filter(is_preferred=True)
        lines = {row.individual_id: initials(cast(dict[str, str], row.content)["text"]) for row in rows}
    return lines


def read_photo(actor: MaybeActor, case: CaseLike, number: str) -> tuple[PhotoDetail, bytes]:
    """A picture of the person of ``case``: what it is, and the JPEG or PNG file. Send it with its media type and
    ``nosniff``. Raises as ``identity_of``, and NotFoundOrNotAllowed for a picture of another person."""
    individual = case.individual_opaque
    with uncovered(actor, {individual: case}, Part.IDENTITY, "photo"):
        row = Photo.objects.of_people([individual]).filter(opaque_id=number).first()
        if row is None:
            raise not_here()
        detail = cast(PhotoDetail, detail_of(GROUPS["photos"], row))
        content = files.read(number, individual)
    return detail, content


def certificate_of(actor: MaybeActor, individual: str) -> Certificate:
    """The certificate of an erasure, for the focal point and the system. Raises NotFoundOrNotAllowed."""
    require_focal_point(actor)
    subject = vault_tokeniser(vault(), "erasure")(individual).hex()
    found = next((one for one in certificates(vault()) if one.subject == subject), None)
    if found is None:
        raise not_here()
    return found

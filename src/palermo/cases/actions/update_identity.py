"""Records what a form says about an identity, unless somebody else has changed the identity meanwhile."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from palermo.access.actors import MaybeActor
from palermo.access.gate import CaseLike, Part, require_part
from palermo.audit.recording import audited
from palermo.errors import PalermoError
from palermo.individuals.actions.record_identity import record_identity
from palermo.individuals.groups import GROUPS
from palermo.individuals.values import IdentityDraft
from palermo.individuals.writing import locked


class ChangedMeanwhileError(PalermoError):
    """What the form began with is no longer what is stored."""

    code = "changed_meanwhile"
    status = HTTPStatus.CONFLICT
    template = _("Somebody else changed this identity meanwhile. Nothing of yours was stored yet.")


def update_identity(*, actor: MaybeActor, case: CaseLike, draft: IdentityDraft, version: str) -> None:
    """Make ``draft`` the identity of the person of ``case``. ``version`` is what ``identity_version`` was when the form
    was filled in.

    Raises NotFoundOrNotAllowed, NotAcceptedError, ChangedMeanwhileError; then nothing was changed.
    """
    require_part(actor, case, Part.IDENTITY, write=True)
    with audited():
        # Whoever else changes this person waits here.
        locked(case.individual_opaque)
        if identity_version(actor, case) != version:
            raise ChangedMeanwhileError
        record_identity(actor=actor, case=case, draft=draft)


def identity_version(actor: MaybeActor, case: CaseLike) -> str:
    """A text that differs after every change of the person's identity. Nothing is opened for it: it is a digest of the
    envelopes. Raises NotFoundOrNotAllowed."""
    require_part(actor, case, Part.IDENTITY, write=True)
    digest = hashlib.sha256(case.individual_opaque.encode())
    for group in GROUPS.values():
        if group.name == "photos":
            continue
        rows = group.model.unscoped.filter(individual_id=case.individual_opaque).order_by("pk")
        for row in rows:
            digest.update(row.opaque_id.encode() + bytes(row.content_sealed))
            digest.update(b"!" if getattr(row, "is_preferred", False) else b".")
    return digest.hexdigest()[:32]

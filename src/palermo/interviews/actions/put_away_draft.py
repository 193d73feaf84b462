"""Puts a form away that was handed in and is not to be published."""

from __future__ import annotations

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_actor
from palermo.audit.recording import audited, record
from palermo.interviews.publishing.selectors import draft_of


def put_away_draft(*, actor: MaybeActor, draft: str) -> None:
    """Remove the draft of this opaque identifier. Raises NotSignedIn, NotFoundOrNotAllowed."""
    known = require_actor(actor)
    found, _ready = draft_of(actor, draft)
    with audited():
        found.delete()
        record(
            "form.put_away",
            actor=audit_name(known),
            object_kind="form_draft",
            object_id=draft,
            mission=found.mission.code,
        )

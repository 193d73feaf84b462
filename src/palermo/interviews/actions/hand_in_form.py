"""Takes a spreadsheet as a form of a mission: compiled, checked, and kept until somebody has looked at it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.access.actors import Actor, MaybeActor, audit_name
from palermo.access.gate import not_here
from palermo.access.models import Account, Mission
from palermo.audit.recording import audited, record
from palermo.interviews.models import FormDraft, FormKind, FormVersion
from palermo.interviews.publishing.gate import require_publisher
from palermo.interviews.publishing.preparing import File, prepare_adaptation, prepare_whole
from palermo.interviews.publishing.problems import FormRefused, Problem
from palermo.interviews.publishing.ready import ReadyVersion
from palermo.interviews.publishing.selectors import adaptable
from palermo.interviews.publishing.waiting import dumped, packed

#: How long a form waits to be published.
KEPT = timedelta(days=7)


def hand_in_adaptation(*, actor: MaybeActor, mission: str, name: str, source: bytes) -> FormDraft:
    """What the mission of this code adds to the instance's form of this name (``screening``). Takes some seconds.

    Raises NotSignedIn, NotFoundOrNotAllowed, UnreadableFileError, FormRefused (nothing was kept)."""
    known, _mission = require_publisher(actor, mission)
    found, base, _own = adaptable(mission, name, actor)
    return _keep(known, found, prepare_adaptation(found, base, source), base)


def hand_in_whole(
    *,
    actor: MaybeActor,
    mission: str,
    source: bytes,
    file_name: str = "",
    kind: FormKind = FormKind.OTHER,
    media: Iterable[File] = (),
) -> FormDraft:
    """A form that the mission brings whole, with the pictures that it shows. ``file_name`` is its form_id where it says
    none. Raises as ``hand_in_adaptation``."""
    known, found = require_publisher(actor, mission)
    return _keep(
        known, found, prepare_whole(found, source, file_name=file_name, kind=kind, media=media), None
    )


def rebuild_adaptation(*, actor: MaybeActor, mission: str, name: str) -> FormDraft:
    """The mission's additions, as they were handed in last, on the newest base. Raises as ``hand_in_adaptation``;
    FormRefused names what no longer fits."""
    known, _mission = require_publisher(actor, mission)
    found, base, own = adaptable(mission, name, actor)
    if own is None or not own.source:
        raise not_here()
    if own.base_id == base.pk:
        raise FormRefused([Problem(_("The form is built on the newest base already."))])
    return _keep(known, found, prepare_adaptation(found, base, bytes(own.source)), base)


def _keep(actor: Actor, mission: Mission, ready: ReadyVersion, base: FormVersion | None) -> FormDraft:
    with audited():
        FormDraft.objects.filter(made_at__lt=timezone.now() - KEPT).delete()
        draft = FormDraft.objects.create(
            mission=mission,
            base=base,
            ready=dumped(ready),
            source=ready.source,
            media=packed(ready.media),
            made_by=actor if isinstance(actor, Account) else None,
        )
        record(
            "form.handed_in",
            actor=audit_name(actor),
            object_kind="form_draft",
            object_id=draft.opaque_id,
            mission=mission.code,
            changes=len(ready.changes),
        )
    return draft

"""Publishes a version of a form: of the instance, by whoever installs it; of a mission, by those who answer for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError
from django.utils.translation import gettext as _

from palermo.access.actors import Actor, MaybeActor, SystemActor, audit_name
from palermo.access.gate import not_here, require_actor
from palermo.access.models import Account, Mission
from palermo.access.opaque import opaque_id
from palermo.audit.recording import audited, record
from palermo.interviews.models import Form, FormDraft, FormMedia, FormVersion
from palermo.interviews.publishing.preparing import with_key
from palermo.interviews.publishing.problems import FormRefused, Problem
from palermo.interviews.publishing.ready import ReadyVersion, md5_of
from palermo.interviews.publishing.selectors import draft_of, newest_base
from palermo.vault.odk_encryption import make_key_pair


@dataclass(frozen=True, slots=True, repr=False)
class _Keys:
    """Of an encrypted form."""

    public: str = ""
    sealed_private: bytes = b""


def publish_draft(*, actor: MaybeActor, draft: str, encrypt: bool = False) -> FormVersion:
    """Publish what was handed in, as it was looked at. ``encrypt``: phones with ODK Collect encrypt every interview
    with a key of this version before they keep or send it.

    Raises NotSignedIn, NotFoundOrNotAllowed (also when it was published already), FormRefused when the base has changed
    since, KeysNotReady.
    """
    known = require_actor(actor)
    found, ready = draft_of(actor, draft)
    if found.base is not None and newest_base(ready.form_id) != found.base:
        raise FormRefused(
            [Problem(_("The base form has a newer version since. Hand your questions in again, and look."))]
        )
    number, keys = opaque_id(), _Keys()
    if encrypt:
        # Outside the transaction: a key takes up to some seconds.
        keys = _Keys(*make_key_pair(number))
        ready = with_key(ready, keys.public)
    try:
        with audited():
            if not FormDraft.objects.filter(pk=found.pk).delete()[0]:
                raise not_here()
            return _store(known, found.mission, ready, base=found.base, number=number, keys=keys)
    except IntegrityError as error:
        raise FormRefused(
            [Problem(_("Version %(version)s was published already.") % {"version": ready.version})]
        ) from error


def publish_instance_version(*, actor: Actor, ready: ReadyVersion) -> FormVersion | None:
    """The new version of a form that every mission has; None when another process was quicker with the same one.

    Only the system publishes these: they come with the program. Raises NotFoundOrNotAllowed."""
    if not isinstance(actor, SystemActor):
        raise not_here()
    try:
        with audited():
            return _store(actor, None, ready)
    except IntegrityError:
        if FormVersion.objects.filter(
            form__mission=None, form__form_id=ready.form_id, version=ready.version
        ).exists():
            return None
        raise


def _store(
    actor: Actor,
    mission: Mission | None,
    ready: ReadyVersion,
    *,
    base: FormVersion | None = None,
    number: str = "",
    keys: _Keys | None = None,
) -> FormVersion:
    """The rows of a version and the entry about it, inside ``audited()``, after the gate."""
    form, _created = Form.objects.get_or_create(
        mission=mission, form_id=ready.form_id, defaults={"kind": ready.kind}
    )
    keys = keys or _Keys()
    form.is_encrypted, form.retired_at = bool(keys.public), None
    form.save(update_fields=["is_encrypted", "retired_at"])
    version = FormVersion(
        opaque_id=number or opaque_id(),
        form=form,
        version=ready.version,
        base=base,
        titles=dict(ready.titles),
        languages=list(ready.languages),
        xform=ready.xform,
        md5=md5_of(ready.xform.encode()),
        sheets=ready.sheets,
        questions=ready.questions,
        changes=list(ready.changes),
        warnings=list(ready.warnings),
        source=ready.source or None,
        checked=ready.checked,
        public_key=keys.public,
        sealed_private_key=keys.sealed_private or None,
        published_by=actor if isinstance(actor, Account) else None,
    )
    version.save()
    for file in ready.media:
        FormMedia(
            version=version, name=file.name, media_type=file.media_type, content=file.content, md5=file.md5
        ).save()
    record(
        "form.published",
        actor=audit_name(actor),
        object_kind="form_version",
        object_id=version.opaque_id,
        mission=mission.code if mission else "",
        changes=len(ready.changes),
        **({"base": base.opaque_id} if base else {}),
    )
    return version

"""Reads what has arrived and checks who sent it, before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.access.actors import MaybeActor
from palermo.access.gate import not_here
from palermo.access.models import Account, Mission
from palermo.access.scanning import scan_upload
from palermo.cases.registering import require_registrar
from palermo.interviews.intake.arrival import Arrival, ArrivedFile
from palermo.interviews.intake.errors import (
    AttachmentRefused,
    SubmissionConflict,
    SubmissionTooLarge,
    UnknownForm,
)
from palermo.interviews.intake.forms import form_of, questions_of
from palermo.interviews.intake.kinds import Accepted, accepted
from palermo.interviews.intake.placing import Placed, placed_answers
from palermo.interviews.intake.tokens import content_digest, instance_name
from palermo.interviews.models import Channel, FormVersion
from palermo.interviews.publishing.offered import offered_version
from palermo.interviews.xforms.instances import (
    LARGEST,
    Instance,
    InstanceRefused,
    files_of,
    read_instance,
    require_form,
)
from palermo.interviews.xforms.model import XForm
from palermo.interviews.xforms.rechecking import Finding, Recheck, recheck

#: Bytes of one file, bytes of all files of one post, and how many files one interview may have.
LARGEST_FILE, LARGEST_POST, MOST_FILES = 25_000_000, 100_000_000, 100


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """A file that an answer names, as it is kept; ``path`` is that answer's, ``digest`` a keyed one of what is kept: a
    picture that was cleaned, handed out and handed in again is the same picture."""

    name: str
    path: str
    kept: Accepted
    digest: bytes


@dataclass(frozen=True, repr=False)
class Read:
    """An arrival that may be received. ``name`` is how its instance is known here, ``started_from`` the one that it is
    an edit of, "" for none; ``named`` are the files that its answers name, with the answer's path."""

    account: Account
    mission: Mission
    arrival: Arrival
    version: FormVersion
    form: XForm
    instance: Instance
    name: str
    started_from: str
    text: str
    digest: bytes
    named: Mapping[str, str]
    files: tuple[Taken, ...]

    def checked(self, now: datetime | None = None) -> Recheck:
        """What the server finds when it goes through the form itself, as on the day when it was finished: by the
        device's clock, else at the moment ``now``."""
        return recheck(self.form, self.instance, now=self.arrival.ended_at or now or timezone.now())

    @cached_property
    def check(self) -> Recheck:
        """The same, now."""
        return self.checked()

    @cached_property
    def placed(self) -> Placed:
        """The answers by part."""
        return placed_answers(self.form, self.instance, self.check.recalculated, questions_of(self.version))


def read_arrival(actor: MaybeActor, arrival: Arrival) -> Read:
    """The arrival, when its sender may hand it in and it is what it says. Raises as ``receive_submission``."""
    account = require_registrar(actor)
    _require_device(account, arrival)
    if arrival.channel not in Channel.values:
        raise ValueError("An interview comes by one of the known channels.")
    if len(arrival.xml) > LARGEST:
        raise SubmissionTooLarge(limit=LARGEST)
    instance = read_instance(arrival.xml)
    try:
        text = arrival.xml.decode("utf-8")
    except UnicodeDecodeError:
        raise InstanceRefused(_("The filled form is not written in UTF-8.")) from None
    name = instance_name(instance.instance_id)
    if not name:
        raise InstanceRefused(
            _("The filled form has no number of its own (instanceID), so it cannot be told from others.")
        )
    mission = Mission.objects.get(accounts=account)
    version = offered_version(mission, instance.form_id, instance.version)
    if version is None:
        raise UnknownForm
    form = form_of(version)
    require_form(form, instance)
    named = files_of(form, instance)
    if len(named) > MOST_FILES:
        raise SubmissionTooLarge(
            _("An interview may have %(limit)d files.") % {"limit": MOST_FILES}, limit=MOST_FILES
        )
    return Read(
        account=account,
        mission=mission,
        arrival=arrival,
        version=version,
        form=form,
        instance=instance,
        name=name,
        started_from=instance_name(instance.deprecated_id),
        text=text,
        digest=content_digest(arrival.xml),
        named=named,
        files=tuple(_taken(account, arrival.files, named)),
    )


def findings(check: Recheck, *more: Finding) -> list[dict[str, str]]:
    """Findings as ``Interview.remarks`` has them."""
    return [
        {"path": one.path, "kind": str(one.kind), "message": one.message} for one in (*check.findings, *more)
    ]


def _require_device(account: Account, arrival: Arrival) -> None:
    """A device works for its own account, in the mission that it was registered for, until somebody revokes it."""
    device = arrival.device
    if device is None:
        return
    if (
        device.account_id != account.pk
        or device.mission_id != account.mission_id
        or type(device)._default_manager.filter(pk=device.pk, revoked_at__isnull=False).exists()
    ):
        raise not_here()


def _taken(account: Account, files: tuple[ArrivedFile, ...], named: Mapping[str, str]) -> list[Taken]:
    """The files that answers name, each once. A file that no answer names any more is not taken: a picture that was
    taken again is still on the telephone, and nobody meant to hand it in."""
    if len(files) > MOST_FILES:
        raise SubmissionTooLarge(
            _("An interview may have %(limit)d files.") % {"limit": MOST_FILES}, limit=MOST_FILES
        )
    found: dict[str, Taken] = {}
    together = 0
    for place, file in enumerate(files, 1):
        content = _content(file.content, place)
        together += len(content)
        if together > LARGEST_POST:
            raise SubmissionTooLarge(
                _("These files together are larger than %(limit)d MB. Send them one by one.")
                % {"limit": LARGEST_POST // 1_000_000},
                limit=LARGEST_POST,
            )
        if file.name not in named:
            continue
        scan_upload(content, actor=account, way="attachment")
        kept = accepted(content, place=place)
        one = Taken(file.name, named[file.name], kept, content_digest(kept.content))
        if found.setdefault(file.name, one).digest != one.digest:
            raise SubmissionConflict
    return list(found.values())


def _content(source: BinaryIO | bytes, place: int) -> bytes:
    content = source if isinstance(source, bytes) else source.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise SubmissionTooLarge(
            _("File %(place)d is larger than %(limit)d MB.")
            % {"place": place, "limit": LARGEST_FILE // 1_000_000},
            limit=LARGEST_FILE,
        )
    if not isinstance(content, bytes):
        raise AttachmentRefused(place=place)
    return content

"""Keeps files of an encrypted interview until the last one has come, sealed, and drops them then.

No entry of the audit stands for it: until the last post nothing is an interview, and what becomes one is recorded when
it is received. What never becomes one is dropped after some days.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from palermo.access.actors import MaybeActor
from palermo.access.gate import not_here, require_actor
from palermo.interviews.devices.selectors import is_live
from palermo.interviews.intake.errors import SubmissionTooLarge
from palermo.interviews.models import Device, WaitingFile
from palermo.vault.instance_values import open_instance_value, seal_instance_value
from palermo.vault.place import Place
from palermo.vault.tokens import tokeniser

#: Bytes that wait of one interview, which is opened in memory, and of one device.
MOST_OF_INTERVIEW = 50_000_000
MOST_OF_DEVICE = 200_000_000
#: A phone that has begun to send goes on as soon as there is a network again.
KEPT_FOR = timedelta(days=14)
_PURPOSE = "waiting_files"


def keep_waiting_files(
    *, actor: MaybeActor, device: Device, manifest: bytes, files: Mapping[str, bytes]
) -> None:
    """Seal and keep ``files`` by name; one that came before is replaced. Raises NotSignedIn, NotFoundOrNotAllowed for a
    device that is not the actor's or does not work, and SubmissionTooLarge; nothing of these files is kept then."""
    if require_actor(actor) != device.account or not is_live(device):
        raise not_here()
    whole = _token_of(manifest)
    with transaction.atomic():
        WaitingFile.objects.filter(received_at__lt=timezone.now() - KEPT_FOR).delete()
        # Posts of one device wait for one another here, so that the sums hold.
        Device.objects.select_for_update().filter(pk=device.pk).first()
        for name, content in files.items():
            row, _is_new = WaitingFile.objects.get_or_create(
                device=device,
                manifest=whole,
                name_token=_token(name),
                defaults={"content": b"", "size": 0},
            )
            row.content = seal_instance_value(
                _with_name(name, content), purpose=_PURPOSE, place=_place(row.opaque_id)
            )
            row.size = len(content)
            row.save(update_fields=["content", "size"])
        waiting = WaitingFile.objects.filter(device=device)
        for rows, limit in ((waiting.filter(manifest=whole), MOST_OF_INTERVIEW), (waiting, MOST_OF_DEVICE)):
            if (rows.aggregate(bytes=Sum("size"))["bytes"] or 0) > limit:
                raise SubmissionTooLarge(limit=limit)


def waiting_files(*, device: Device, manifest: bytes) -> dict[str, bytes]:
    """What waits of this interview, by name, as the phone encrypted it."""
    rows = WaitingFile.objects.filter(device=device, manifest=_token_of(manifest))
    found = {}
    for row in rows.iterator(chunk_size=1):
        opened = open_instance_value(bytes(row.content), purpose=_PURPOSE, place=_place(row.opaque_id))
        name, _end, content = opened.partition(b"\x00")
        found[name.decode()] = content
    return found


def drop_waiting_files(*, device: Device, manifest: bytes) -> None:
    """The interview was received: nothing of it waits any more."""
    WaitingFile.objects.filter(device=device, manifest=_token_of(manifest)).delete()


def _with_name(name: str, content: bytes) -> bytes:
    return name.encode() + b"\x00" + content


def _token_of(manifest: bytes) -> bytes:
    return _token(hashlib.sha256(manifest).hexdigest())


def _token(text: str) -> bytes:
    return tokeniser(settings.HOME, "waiting file")(text)


def _place(number: str) -> Place:
    return Place("interviews_waitingfile", "content", number)

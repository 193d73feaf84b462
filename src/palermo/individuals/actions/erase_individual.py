"""Erases a person's identity: keys, sealed rows, tokens, pictures, reference. Coded facts stay, and count.

In steps, each of which may be repeated: mark the person (nobody writes any more) and say so in the audit; destroy the
keys; delete the files; delete rows and tokens and say so. After a crash the same call finishes what is left.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import not_here, require_focal_point
from palermo.audit.recording import audited, record
from palermo.individuals.actions.sweep_photos import sweep_when_due
from palermo.individuals.groups import GROUPS
from palermo.individuals.index import writing as index
from palermo.individuals.models import Individual, Photo
from palermo.individuals.models.details import IndexedDetail
from palermo.individuals.pictures import files
from palermo.vault.certificate import Certificate
from palermo.vault.erasure import REASON, destroy_individual_keys
from palermo.vault.errors import NoKey
from palermo.vault.opened import vault

#: What other packages delete of a person (stories, attachments): each is given the opaque identifier, within the
#: last transaction, and may be called again after a crash. They add themselves when the program starts.
ERASERS: list[Callable[[str], None]] = []


def erase_individual(
    *, actor: MaybeActor, individual: str, reason: str = "erasure_request"
) -> Certificate | None:
    """The certificate; None for somebody of whom no identity was ever recorded. Again: the same certificate.

    For the focal point for data protection and the system. ``reason`` is a word such as erasure_request or
    retention. Raises NotFoundOrNotAllowed, NotAcceptedError, ErasureUnfinished (then call again).
    """
    require_focal_point(actor)
    if not REASON.fullmatch(reason):
        raise NotAcceptedError(
            _("The reason of an erasure is a word such as erasure_request."), field="reason"
        )
    sweep_when_due()
    _begin(actor, individual, reason)
    certificate = _destroy_keys(individual, reason)
    numbers = Photo.unscoped.filter(individual_id=individual).values_list("opaque_id", flat=True)
    files.delete(list(numbers))
    _finish(actor, individual, certificate.reason if certificate else reason, certificate)
    return certificate


def _begin(actor: MaybeActor, individual: str, reason: str) -> None:
    with audited():
        person = Individual.objects.select_for_update().filter(opaque_id=individual).first()
        if person is None:
            raise not_here()
        if person.erased_at is None:
            person.erased_at = timezone.now()
            person.save(update_fields=["erased_at"])
            record(
                "identity.erasure_begun",
                actor=audit_name(actor),
                object_kind="individual",
                object_id=individual,
                reason=reason,
            )


def _destroy_keys(individual: str, reason: str) -> Certificate | None:
    try:
        return destroy_individual_keys(vault(), individual, reason=reason)
    except NoKey:
        return None


def _finish(actor: MaybeActor, individual: str, reason: str, certificate: Certificate | None) -> None:
    with audited():
        person = Individual.objects.select_for_update().get(opaque_id=individual)
        for group in GROUPS.values():
            rows = group.model.unscoped.filter(individual_id=individual)
            if issubclass(group.model, IndexedDetail):
                held = [bytes(each) for each in rows.values_list("tokens", flat=True)]
                index.move(group.model, person.pk, held, [])
            rows.delete()
        for erase in ERASERS:
            erase(individual)
        if person.erasure_ended_at is None:
            person.reference_token = None
            person.erasure_ended_at = timezone.now()
            person.save(update_fields=["reference_token", "erasure_ended_at"])
            record(
                "identity.erased",
                actor=audit_name(actor),
                object_kind="individual",
                object_id=individual,
                reason=reason,
                certificate=certificate.number if certificate else 0,
            )

"""Shares named parts of a case with a mission or an organisation, until a day, with the person's consent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import Actor, MaybeActor, audit_name
from palermo.access.gate import CaseKey, Part
from palermo.access.models import Account, CaseGrant, GrantKind, Mission, Organisation
from palermo.access.moments import audit_moment
from palermo.access.parts import CLOSED_TO_PRIVILEGED
from palermo.audit.recording import audited, record
from palermo.cases.actions.holding import hold, writable_case
from palermo.cases.actions.revoke_share import drop_unneeded_key, end_share
from palermo.cases.consent.gate import Basis, Recipient, require_consent, to_mission, to_organisation
from palermo.cases.models import Case, Purpose
from palermo.vault.opened import vault
from palermo.vault.sharing import ensure_individual_keys, holders, share_individual_key

#: The longest that a share may last.
LONGEST = timedelta(days=365)


def share_case(
    *, actor: MaybeActor, case: str, to: Mission | Organisation, parts: Iterable[str], until: date
) -> CaseGrant:
    """The share, which replaces an earlier one to the same recipient; the same asked for twice is one.

    ``case`` is an opaque identifier; ``until`` the last day (at most LONGEST from today, and no later than the
    consent). By whoever may write all these parts. Raises NotFoundOrNotAllowed, NotAcceptedError, ConsentMissing.
    """
    chosen = _parts(parts)
    known, key = writable_case(actor, case, *chosen)
    recipient = to_mission(to) if isinstance(to, Mission) else to_organisation(to)
    _check_recipient(key, to, recipient, chosen)
    today = timezone.localdate()
    if not today <= until <= today + LONGEST:
        raise NotAcceptedError(_("Choose a last day within the next twelve months."), field="until")
    _require_basis(known, key, recipient, until)
    if not isinstance(to, Mission) or chosen == [Part.FACTS]:
        return _share(known, key, to, recipient, chosen, until)
    try:
        # Before the transaction: the key store is another database, and a key without a grant opens nothing.
        _wrap(key, to.code)
        grant = _share(known, key, to, recipient, chosen, until)
        # And after it, should the end of an earlier share have taken the key away in between.
        _wrap(key, to.code)
        return grant
    finally:
        # Nothing stays behind of a share that did not come about.
        drop_unneeded_key(key.individual_opaque, to)


def _share(
    actor: Actor,
    key: CaseKey,
    to: Mission | Organisation,
    recipient: Recipient,
    parts: list[Part],
    until: date,
) -> CaseGrant:
    ends_at = timezone.make_aware(datetime.combine(until, time(23, 59, 59)))
    with audited():
        held = hold(key)
        # Once more, now that nobody can take the consent back meanwhile.
        basis = _require_basis(actor, key, recipient, until)
        mission = to if isinstance(to, Mission) else None
        organisation = to if isinstance(to, Organisation) else None
        present = CaseGrant.objects.filter(
            case=key.opaque_id,
            kind=GrantKind.SHARE,
            to_mission=mission,
            to_organisation=organisation,
            ended_at__isnull=True,
            ends_at__gt=timezone.now(),
        ).select_related("mission", "to_mission")
        for earlier in present:
            if earlier.ends_at == ends_at and earlier.parts == [part.value for part in parts]:
                return earlier
            end_share(actor, earlier, reason="replaced")
        grant = CaseGrant.objects.create(
            kind=GrantKind.SHARE,
            case=key.opaque_id,
            individual=key.individual_opaque,
            mission=held.mission,
            to_mission=mission,
            to_organisation=organisation,
            parts=[part.value for part in parts],
            starts_at=timezone.now(),
            ends_at=ends_at,
            granted_by=actor if isinstance(actor, Account) else None,
        )
        _record(actor, held, grant, to, recipient, basis)
    return grant


def _record(
    actor: Actor, case: Case, grant: CaseGrant, to: Mission | Organisation, recipient: Recipient, basis: Basis
) -> None:
    ends_at = grant.ends_at
    record(
        "case.shared",
        actor=audit_name(actor),
        object_kind="case",
        object_id=case.opaque_id,
        mission=case.mission.code,
        grant=grant.opaque_id,
        parts=list(grant.parts),
        until=audit_moment(ends_at) if ends_at is not None else "",
        recipient=recipient.class_word,
        to=to.pk,
        basis=list(basis.consents) or [basis.exception],
    )


def _parts(parts: Iterable[str]) -> list[Part]:
    wanted = set(parts)
    if not wanted or not wanted <= set(Part.values):
        raise NotAcceptedError(_("Choose at least one part to share."), field="parts")
    return [part for part in Part if part.value in wanted]


def _check_recipient(
    key: CaseKey, to: Mission | Organisation, recipient: Recipient, parts: list[Part]
) -> None:
    own = Mission.objects.select_related("organisation").get(pk=key.mission_id)
    if to == own:
        raise NotAcceptedError(
            _("The case is this mission's already. Assign it to a colleague instead."), field="recipient"
        )
    if to == own.organisation:
        raise NotAcceptedError(
            _("Share with one mission of your organisation, not with all of it."), field="recipient"
        )
    if isinstance(to, Mission) and to.is_frozen:
        raise NotAcceptedError(
            _("This mission is closed for now; nothing can be shared with it."), field="recipient"
        )
    if Part.PRIVILEGED in parts and recipient.kind in CLOSED_TO_PRIVILEGED:
        raise NotAcceptedError(
            _("Counselling and legal notes are never shared with governments, police or donors."),
            field="parts",
        )


def _require_basis(actor: Actor, key: CaseKey, recipient: Recipient, until: date) -> Basis:
    basis = require_consent(actor=actor, case=key, purpose=Purpose.SHARING, recipient=recipient)
    if basis.until is not None and until > basis.until:
        raise NotAcceptedError(
            _("The consent ends on %(day)s: share no longer than that.")
            % {"day": date_format(basis.until, "DATE_FORMAT")},
            field="until",
        )
    return basis


def _wrap(key: CaseKey, to_mission_code: str) -> None:
    own = Mission.objects.values_list("code", flat=True).get(pk=key.mission_id)
    ensure_individual_keys(vault(), key.individual_opaque, mission=own)
    holding = holders(vault(), key.individual_opaque)
    source = own if own in holding else holding[0]
    share_individual_key(vault(), key.individual_opaque, from_mission=source, to_mission=to_mission_code)

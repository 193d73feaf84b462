"""Makes the accounts of a demonstration; refuses wherever real people's data may be."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.access.actions.create_organisation import create_organisation
from palermo.access.actors import Actor, audit_name
from palermo.access.demo_accounts import (
    DEMO_ACCOUNTS,
    DEMO_MODES,
    DEMO_PARTNER,
    DEMO_PASSWORD,
    DemoAccount,
)
from palermo.access.gate import require_register
from palermo.access.models import Account, Mission, Organisation, OrganisationKind, Role
from palermo.audit.recording import audited, record
from palermo.errors import Detail, PalermoError


class DemoRefused(PalermoError):
    """Demonstration accounts have a password that everybody knows; they have no place in this instance."""

    code = "demo_refused"
    status = HTTPStatus.CONFLICT
    template = gettext_lazy("This instance takes no demonstration.")
    schema = {"email": Detail.ADDRESS, "country": Detail.CODE}


def create_demo_accounts(*, actor: Actor) -> list[Account]:
    """Make or renew every account of DEMO_ACCOUNTS and return them, in that order.

    Safe to call again: passwords and roles are set back to what the sign-in page says. Raises DemoRefused outside the
    modes demo and test, when an address belongs to somebody's real account, and when a mission is still missing.
    """
    require_register(actor)
    if settings.PALERMO_MODE not in DEMO_MODES:
        raise DemoRefused(_("Demonstration accounts can only be made in demo mode (PALERMO_MODE=demo)."))
    with audited():
        return [_create(actor, account) for account in DEMO_ACCOUNTS]


def _create(actor: Actor, wanted: DemoAccount) -> Account:
    account = Account.objects.filter(email=wanted.email).first() or Account(email=wanted.email, is_demo=True)
    if not account.is_demo:
        raise DemoRefused(
            _("%(email)s belongs to a real account.") % {"email": wanted.email}, email=wanted.email
        )
    account.display_name = wanted.display_name
    account.role = wanted.role
    account.mission = _mission_in(wanted.mission_country)
    account.organisation = _partner(actor) if wanted.role == Role.PARTNER_OFFICER else None
    account.is_active = True
    account.set_password(DEMO_PASSWORD)
    is_new = account.pk is None
    account.save()
    record(
        "account.created" if is_new else "account.demo_renewed",
        actor=audit_name(actor),
        object_kind="account",
        object_id=str(account.pk),
        mission=account.mission.code if account.mission else "",
        role=str(account.role),
    )
    return account


def _partner(actor: Actor) -> Organisation:
    code, name, country = DEMO_PARTNER
    found = Organisation.objects.filter(code=code).first()
    return found or create_organisation(
        actor=actor, code=code, name=name, kind=OrganisationKind.SHELTER, country=country
    )


def _mission_in(country: str) -> Mission | None:
    if not country:
        return None
    mission = Mission.objects.filter(country=country).order_by("code").first()
    if mission is None:
        raise DemoRefused(
            _("There is no mission in %(country)s yet. Create the missions first.") % {"country": country},
            country=country,
        )
    return mission

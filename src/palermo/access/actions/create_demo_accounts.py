"""Makes the accounts of a demonstration; refuses wherever real people's data may be."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from palermo.access.actors import Actor
from palermo.access.demo_accounts import DEMO_ACCOUNTS, DEMO_MODES, DEMO_PASSWORD, DemoAccount
from palermo.access.gate import require_register
from palermo.access.models import Account, Mission
from palermo.errors import PalermoError


class DemoRefused(PalermoError):
    """Demonstration accounts have a password that everybody knows; they have no place in this instance."""

    code = "demo_refused"


def create_demo_accounts(*, actor: Actor) -> list[Account]:
    """Make or renew every account of DEMO_ACCOUNTS and return them, in that order.

    Safe to call again: passwords and roles are set back to what the sign-in page says. Raises DemoRefused outside the
    modes demo and test, when an address belongs to somebody's real account, and when a mission is still missing.
    """
    require_register(actor)
    if settings.PALERMO_MODE not in DEMO_MODES:
        raise DemoRefused(_("Demonstration accounts can only be made in demo mode (PALERMO_MODE=demo)."))
    with transaction.atomic():
        return [_create(account) for account in DEMO_ACCOUNTS]


def _create(wanted: DemoAccount) -> Account:
    account = Account.objects.filter(email=wanted.email).first() or Account(email=wanted.email, is_demo=True)
    if not account.is_demo:
        raise DemoRefused(
            _("%(email)s belongs to a real account.") % {"email": wanted.email}, email=wanted.email
        )
    account.display_name = wanted.display_name
    account.role = wanted.role
    account.mission = _mission_in(wanted.mission_country)
    account.is_active = True
    account.set_password(DEMO_PASSWORD)
    account.save()
    return account


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

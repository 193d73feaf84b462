"""Makes an account: nobody registers themselves."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError, clean_line
from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import OWN_MISSION_ROLES, require_register
from palermo.access.models import Account, Mission, Organisation, Role
from palermo.access.sign_in.first_passwords import end_of_first_password
from palermo.audit.recording import audited, record


def create_account(
    *,
    actor: MaybeActor,
    email: str,
    display_name: str,
    role: str,
    password: str,
    mission: Mission | None = None,
    organisation: Organisation | None = None,
    is_demo: bool = False,
) -> Account:
    """The new account, able to sign in. Raises NotAcceptedError, NotFoundOrNotAllowed.

    The password is held to the validators of the settings, and its owner must choose another one at the first sign-in,
    within two weeks; an address counts once, whatever its case.
    """
    require_register(actor)
    email = clean_line(email, field="email", limit=254).lower()
    display_name = clean_line(display_name, field="display_name", limit=120)
    if role not in Role.values:
        raise NotAcceptedError(
            _("The role must be one of: %(roles)s.") % {"roles": ", ".join(Role.values)}, field="role"
        )
    if role in OWN_MISSION_ROLES and mission is None:
        raise NotAcceptedError(_("A caseworker or supervisor works in a mission: name it."), field="mission")
    if (role == Role.PARTNER_OFFICER) != (organisation is not None):
        raise NotAcceptedError(
            _(
                "A partner officer works for an organisation, and nobody else is given one: name it, or leave it out."
            ),
            field="organisation",
        )
    account = Account(
        email=email,
        display_name=display_name,
        role=role,
        mission=mission,
        organisation=organisation,
        is_demo=is_demo,
        initial_password_until=end_of_first_password(is_demo=is_demo),
    )
    try:
        validate_email(email)
    except ValidationError as error:
        raise NotAcceptedError(_("This is not an e-mail address."), field="email") from error
    try:
        validate_password(password, user=account)
    except ValidationError as error:
        raise NotAcceptedError(" ".join(error.messages), field="password") from error
    account.set_password(password)
    with audited():
        try:
            with transaction.atomic():
                account.save()
        except IntegrityError as error:
            raise NotAcceptedError(
                _("There is already an account with this address."), field="email"
            ) from error
        record(
            "account.created",
            actor=audit_name(actor),
            object_kind="account",
            object_id=str(account.pk),
            mission=mission.code if mission else "",
            role=str(role),
        )
    return account

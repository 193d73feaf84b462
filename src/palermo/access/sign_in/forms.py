"""Forms of signing in. What is secret in them is checked by allauth's parts; what is stored is done by actions."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.adapter import get_adapter as get_door
from allauth.account.forms import LoginForm
from allauth.account.internal.flows.login import perform_login
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.internal.auth import parse_authentication_response
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from palermo.access.models import Account
from palermo.access.sign_in import proofs
from palermo.access.sign_in.actions.add_passkey import LONGEST_NAME
from palermo.access.sign_in.codes import factor_of_code, half_minutes_off
from palermo.access.sign_in.limits import is_first_use
from palermo.access.sign_in.passkey_seals import is_sealed
from palermo.access.sign_in.recording import record_failure

#: Digits, and the spaces that people put between them.
LONGEST_CODE = 32


def code_input(label: Any, *, required: bool = True) -> forms.CharField:
    """A field for a one-time code: the phone shows figures and offers the code that it knows."""
    attributes = {
        "class": "form-control code-input",
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "spellcheck": "false",
        "dir": "ltr",
    }
    return forms.CharField(
        label=label, required=required, max_length=LONGEST_CODE, widget=forms.TextInput(attributes)
    )


def password_input(label: Any, *, autocomplete: str, required: bool = True) -> forms.CharField:
    """A field for a password, never filled in again by us."""
    widget = forms.PasswordInput({"class": "form-control", "autocomplete": autocomplete, "dir": "ltr"})
    return forms.CharField(label=label, required=required, strip=False, widget=widget)


class PasswordForm(LoginForm):  # type: ignore[misc]
    """Address and password. The session remembers that a password was right, not whose address was typed."""

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        login = self._login
        login.email = None
        login.redirect_url = redirect_url
        proofs.add_proof(request, login.user, "password")
        response: HttpResponse = perform_login(request, login)
        return response


class SecondStepForm(AuthenticateForm):  # type: ignore[misc]
    """A one-time code of the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_input(_("Code of the app, or a recovery code"))

    def clean_code(self) -> str:
        forgive = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]
        found = factor_of_code(self.user, code)
        if found is None:
            record_failure(context.request, self.user, refused_kind(self.user))
            raise get_factor_adapter().validation_error("incorrect_code")
        forgive()
        # allauth goes on with the account that signs in, not with one read again.
        found.user = self.user
        self.authenticator = found
        return code


class SecondStepPasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey or security key after the password."""

    def clean_credential(self) -> Authenticator:
        return checked_passkey(self, super().clean_credential)


class PasskeyForm(LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone. Whose it is, the device says."""

    def clean_credential(self) -> Authenticator:
        return checked_passkey(self, super().clean_credential)


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A name for the key, and what the browser made."""

    passwordless = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name of the device"),
            required=False,
            max_length=LONGEST_NAME,
            initial=self.initial.get("name"),
            help_text=_("So that you know later which one it is, for example: my phone."),
            widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
        )

    def clean_name(self) -> str:
        name: str = super().clean_name()
        return "".join(sign for sign in name if sign.isprintable())

    def clean(self) -> dict[str, Any]:
        """Whatever is sent in place of what a device makes is refused in the same words."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except (AttributeError, KeyError, TypeError, ValueError):
            raise get_factor_adapter().validation_error("incorrect_code") from None
        return cleaned


class NewAppForm(forms.Form):
    """The first code of an app that is being set up."""

    def __init__(self, *args: Any, account: Account, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._account, self._secret = account, secret
        self.fields["code"] = code_input(_("The code that the app shows now"))

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        forgive = check_rate_limit(self._account)
        if not validate_totp_code(self._secret, code):
            raise self._why_not(code)
        forgive()
        is_first_use(self._account.pk, code)
        return code

    def _why_not(self, code: str) -> ValidationError:
        """A telephone whose clock goes wrong would be refused every time: so it is told now."""
        steps = half_minutes_off(self._secret, code)
        if steps is None:
            refused: ValidationError = get_factor_adapter().validation_error("incorrect_code")
            return refused
        if steps == -1:
            return ValidationError(_("This code has just run out. Type the next one."), code="late")
        return ValidationError(
            _(
                "The clock of the phone goes wrong, and its codes would not fit. Let the phone set its time by itself "
                "(in its settings: date and time), then type the code that it shows."
            ),
            code="clock",
        )


class ConfirmForm(forms.Form):
    """Proving oneself again: a passkey that asks for finger, face or PIN, or the password with a second factor.

    ``ways`` is what the account has (``step_up.can_prove_by``). After ``is_valid``, ``proved`` lists method and details
    of each proof. One wrong part refuses the whole, in the same words.
    """

    def __init__(self, *args: Any, account: Account, ways: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._account, self._ways = account, ways
        self.proved: list[tuple[str, dict[str, Any]]] = []
        if "password" in ways:
            self.fields["password"] = password_input(
                _("Password"), autocomplete="current-password", required=False
            )
        if ways & {"totp", "recovery_codes"}:
            self.fields["code"] = code_input(_("Code of the app, or a recovery code"), required=False)
        if "webauthn" in ways:
            self.fields["credential"] = forms.JSONField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        if given.get("credential"):
            self._prove_by_passkey(given["credential"])
        if not any(details.get("verified") for _method, details in self.proved):
            self._prove_by_words(given)
        return given

    def _prove_by_passkey(self, credential: dict[str, Any]) -> None:
        form = SecondStepPasskeyForm({"credential": json.dumps(credential)}, user=self._account)
        if not form.is_valid():
            raise ValidationError(form.errors["credential"].as_data())
        authenticator = form.cleaned_data["credential"]
        authenticator.record_usage()
        verified = parse_authentication_response(credential).response.authenticator_data.is_user_verified()
        self.proved.append(("mfa", {"type": authenticator.type, "verified": verified}))

    def _prove_by_words(self, given: dict[str, Any]) -> None:
        has_factor = bool(self._ways - {"password"})
        has_shown_factor = bool(self.proved)
        # The password first: a slip in it must not use up a recovery code.
        if "password" in self._ways:
            if not get_door().reauthenticate(self._account, given.get("password", "")):
                raise ValidationError(_("That did not fit. Nothing was changed; please try again."))
            self.proved.append(("password", {}))
        if has_factor and not has_shown_factor:
            self.proved.append(("mfa", {"type": self._checked_code(given.get("code", ""))}))

    def _checked_code(self, code: str) -> str:
        form = SecondStepForm({"code": code}, user=self._account)
        if not form.is_valid():
            raise ValidationError(form.errors["code"].as_data())
        form.authenticator.record_usage()
        return str(form.authenticator.type)


class NewPasswordForm(forms.Form):
    """The present password and the new one, once: showing it on demand beats typing it twice."""

    present = password_input(_("Password you have now"), autocomplete="current-password")
    password = password_input(_("New password"), autocomplete="new-password")

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._account = account

    def clean_present(self) -> str:
        present: str = self.cleaned_data["present"]
        if not get_door().reauthenticate(self._account, present):
            raise get_door().validation_error("enter_current_password")
        return present


def refused_kind(account: Account) -> str:
    """What a wrong code was meant for, as the audit names it: the app, or recovery codes where there is none."""
    has_app = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.TOTP).exists()
    return "totp" if has_app else "recovery_codes"


def checked_passkey(form: Any, check: Any) -> Authenticator:
    """What ``check`` finds; a passkey that does not fit is recorded like a wrong password.

    Whatever a browser, or something that is none, sends in its place: the answer is the same.
    """
    try:
        found: Authenticator | None = check()
    except (ValidationError, AttributeError, KeyError, TypeError, ValueError):
        found = None
    if found is None or not is_sealed(form.user or found.user, found):
        record_failure(context.request, form.user or (found.user if found else None), "passkey")
        raise get_factor_adapter().validation_error("incorrect_code")
    return found

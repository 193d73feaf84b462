"""The sign-in page, the second step, and the way back from it."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from palermo.access.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from palermo.access.sign_in.forms import PasskeyForm, PasswordForm, SecondStepForm, SecondStepPasskeyForm
from palermo.access.sign_in.oidc import organisation_name
from palermo.access.sign_in.second_factor import needs_passkey


class SignInView(LoginView):  # type: ignore[misc]
    """E-mail address and password, or a passkey; in a demonstration also the accounts that one may try."""

    form_class = PasswordForm
    template_name = "access/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["organisation"] = organisation_name()
        if settings.PALERMO_MODE == "demo":
            context |= {"demo_accounts": DEMO_ACCOUNTS, "demo_password": DEMO_PASSWORD}
        return context


class SecondStepView(AuthenticateView):  # type: ignore[misc]
    """After the password: a code, or a passkey."""

    form_class = SecondStepForm
    webauthn_form_class = SecondStepPasskeyForm
    template_name = "access/sign_in/second_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        account = self.stage.login.user
        kinds = set(account.authenticator_set.values_list("type", flat=True))
        return context | {
            # Whoever needs a passkey and has one gets no further with a code.
            "takes_codes": bool(kinds - {"webauthn"})
            and not (needs_passkey(account) and "webauthn" in kinds),
            "takes_passkeys": "webauthn" in kinds,
            "frame": "web/entrance.html",
        }


class PasskeyView(LoginWebAuthnView):  # type: ignore[misc]
    """Signing in with a passkey alone: the page asks for a challenge (JSON), then posts the device's answer."""

    form_class = PasskeyForm

    def form_invalid(self, form: PasskeyForm) -> HttpResponse:
        messages.error(self.request, _("This passkey did not work here. Try again, or use your password."))
        return redirect("account_login")


class SignOutView(LogoutView):  # type: ignore[misc]
    """One press, and the session is gone."""

    template_name = "access/sign_out.html"


@login_not_required
@require_POST
def start_over(request: HttpRequest) -> HttpResponse:
    """Leave the second step for the sign-in page, for instance as somebody else."""
    clear_login(request)
    return redirect("account_login")

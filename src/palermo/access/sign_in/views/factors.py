"""How one signs in: the page that lists it, and the pages that add and remove a way."""

from __future__ import annotations

import base64
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.models import Account
from palermo.access.sign_in import proofs
from palermo.access.sign_in.actions.add_app import add_app
from palermo.access.sign_in.actions.add_passkey import add_passkey
from palermo.access.sign_in.actions.remove_factor import remove_factor
from palermo.access.sign_in.factor_secrets import open_pending, seal_pending
from palermo.access.sign_in.factors import factor_of, factors_of
from palermo.access.sign_in.forms import NewAppForm, NewPasskeyForm
from palermo.access.sign_in.recovery_codes import show_once
from palermo.access.sign_in.second_factor import (
    has_proved_factor,
    missing_step,
    needs_passkey,
    needs_second_factor,
    unfinished,
    way_on,
)
from palermo.access.sign_in.step_up import require_fresh
from palermo.access.sign_in.views.who import who
from palermo.vault.errors import CannotOpen


@require_safe
def factors(request: HttpRequest) -> HttpResponse:
    """All ways of signing in. Without a second factor where one is needed: the first page there is."""
    account = who(request)
    found = factors_of(account, account=account)
    context = {
        "factors": found,
        "must": missing_step(request, account) == "set_up",
        "needs": needs_second_factor(account),
        "only_passkeys": needs_passkey(account),
        "has_app": any(one.kind == "totp" for one in found.real),
        "frame": frame(request, account),
    }
    return render(request, "access/sign_in/factors.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh
def new_app(request: HttpRequest) -> HttpResponse:
    """A square to photograph with the phone, the same as text, and a field for the first code."""
    account = who(request)
    if any(one.kind == "totp" for one in factors_of(account, account=account).real):
        return redirect("mfa_index")
    secret = _pending_secret(request, account)
    form = NewAppForm(request.POST if request.method == "POST" else None, account=account, secret=secret)
    if request.method == "POST" and form.is_valid():
        made_codes = add_app(actor=account, secret=secret)
        request.session.pop(SECRET_SESSION_KEY, None)
        return _added(request, account, "totp", made_codes)
    adapter = get_adapter()
    address = adapter.build_totp_url(account, secret)
    drawing = base64.b64encode(adapter.build_totp_svg(address).encode()).decode()
    context = {
        "form": form,
        "drawing": f"data:image/svg+xml;base64,{drawing}",
        "address": address,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "frame": frame(request, account),
    }
    return render(request, "access/sign_in/new_app.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh
def new_passkey(request: HttpRequest) -> HttpResponse:
    """A name, and a button that asks the device for a passkey."""
    account = who(request)
    form = NewPasskeyForm(request.POST if request.method == "POST" else None, user=account)
    if request.method == "POST" and form.is_valid():
        made_codes = add_passkey(
            actor=account, name=form.cleaned_data["name"], credential=form.cleaned_data["credential"]
        )
        return _added(request, account, "webauthn", made_codes)
    context = {
        "form": form,
        "js_data": {"creation_options": begin_registration(account, False)},
        "frame": frame(request, account),
    }
    return render(request, "access/sign_in/new_passkey.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once, then remove. Somebody else's way of signing in is not found."""
    account = who(request)
    factor = factor_of(account, account=account, number=number)
    if request.method != "POST":
        return render(request, "access/sign_in/remove_factor.html", {"factor": factor})
    try:
        remains = remove_factor(actor=account, number=number)
    except NotAcceptedError as error:
        messages.error(request, error.message)
        return redirect("mfa_index")
    if not remains:
        request.session.pop(proofs.HAS_FACTOR, None)
    proofs.rotate(request)
    messages.success(request, _("Removed. It opens nothing here any more."))
    return redirect("mfa_index")


def frame(request: HttpRequest, account: Account) -> str:
    """The bare frame while nothing else can be opened: a menu would lead nowhere."""
    return "web/entrance.html" if unfinished(request, account) else "web/base.html"


def _added(request: HttpRequest, account: Account, kind: str, made_codes: list[str]) -> HttpResponse:
    # Setting it up has just shown that it works in these hands.
    proofs.add_proof(request, account, "mfa", type=kind)
    if has_proved_factor(request, account):
        request.session[proofs.HAS_FACTOR] = True
    proofs.rotate(request)
    if made_codes:
        show_once(request, account, made_codes)
        return redirect("mfa_view_recovery_codes")
    messages.success(request, _("Added. You can sign in with it from now on."))
    return redirect(way_on(request, account, "mfa_index"))


def _pending_secret(request: HttpRequest, account: Account) -> str:
    """The secret that the page shows until a code fits. In the session it lies sealed."""
    kept: Any = request.session.get(SECRET_SESSION_KEY)
    if isinstance(kept, str):
        try:
            return open_pending(account, kept)
        except (CannotOpen, ValueError):
            pass
    secret: str = generate_totp_secret()
    request.session[SECRET_SESSION_KEY] = seal_pending(account, secret)
    return secret

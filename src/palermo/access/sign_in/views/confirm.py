"""The page that asks again who is sitting here, and carries along what was being done."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from palermo.access.actors import audit_name
from palermo.access.locking.carrying import Carried, take
from palermo.access.models import Account
from palermo.access.sign_in import proofs
from palermo.access.sign_in.forms import ConfirmForm
from palermo.access.sign_in.limits import may_try
from palermo.access.sign_in.oidc import organisation_name
from palermo.access.sign_in.step_up import CARRIED, CARRIED_TO, can_prove_by
from palermo.access.sign_in.views.factors import frame
from palermo.access.sign_in.views.who import who
from palermo.audit.recording import audited, record

TEMPLATE = "access/sign_in/confirm.html"


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for a passkey, or for password and second factor; then go on (``next``) or offer the carried form again."""
    account = who(request)
    carried = [
        (name.removeprefix(CARRIED), value)
        for name, values in request.POST.lists()
        if name.startswith(CARRIED)
        for value in values
        if isinstance(value, str)
    ]
    target = _own_address(request, request.POST.get(CARRIED_TO, ""))
    if request.method != "POST":
        return _page(request, account, ConfirmForm(account=account, ways=can_prove_by(account)))
    form = ConfirmForm(request.POST, account=account, ways=can_prove_by(account))
    if not may_try(request, "reauthenticate"):
        form.add_error(None, _("That was tried too often. Wait a few minutes, then try again."))
    if not form.is_valid():
        return _page(request, account, form, carried=carried, target=target)
    _accept(request, account, form)
    if target:
        context = {"carried": carried, "target": target, "files_left": "files_left" in request.POST}
        return render(request, "access/sign_in/carry_on.html", context)
    return redirect(_own_address(request, request.POST.get("next", "")) or "home")


def ask_again(request: HttpRequest) -> HttpResponse:
    """The page for a form that was posted too late: its fields travel in the page, nothing is stored."""
    account = who(request)
    form = ConfirmForm(account=account, ways=can_prove_by(account))
    held = take(request) or Carried([])
    return _page(request, account, form, carried=held.fields, target=request.get_full_path(), held=held)


def _accept(request: HttpRequest, account: Account, form: ConfirmForm) -> None:
    said = [
        "passkey" if d.get("type") == "webauthn" else str(d.get("type", method)) for method, d in form.proved
    ]
    with audited():
        record(
            "account.confirmed",
            actor=audit_name(account),
            object_kind="account",
            object_id=str(account.pk),
            method=said,
        )
    # After the entry: where it cannot be written, nothing has been proved.
    for method, details in form.proved:
        proofs.add_proof(request, account, method, reauthenticated=True, **details)
    proofs.rotate(request)


def _page(
    request: HttpRequest,
    account: Account,
    form: ConfirmForm,
    *,
    carried: list[tuple[str, str]] | None = None,
    target: str = "",
    held: Carried | None = None,
) -> HttpResponse:
    ways = can_prove_by(account)
    following = _own_address(request, request.POST.get("next", request.GET.get("next", "")))
    if held is not None and (held.too_long or held.secret):
        # Nothing to send again: afterwards the page of the form is opened, to be filled in anew.
        following, target = target, ""
    context: dict[str, Any] = {
        "form": form,
        "ways": ways,
        "cannot": not ways,
        "organisation": organisation_name(),
        "next": following,
        "carried": [(f"{CARRIED}{name}", value) for name, value in carried or []],
        "target": target,
        "target_name": CARRIED_TO,
        "files_left": bool(request.FILES) or "files_left" in request.POST,
        "too_long": held is not None and held.too_long,
        "has_password": held is not None and held.secret,
        "frame": frame(request, account),
    }
    if "webauthn" in ways:
        context["js_data"] = {"request_options": begin_authentication(account)}
    return render(request, TEMPLATE, context)


def _own_address(request: HttpRequest, address: str) -> str:
    """The address if it is one of ours, else nothing."""
    if not address.startswith("/") or not url_has_allowed_host_and_scheme(address, None):
        return ""
    try:
        resolve(address.partition("?")[0])
    except Resolver404:
        return ""
    return address

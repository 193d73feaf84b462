"""Recovery codes: shown when they are made, to be written down, printed or kept in a file."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.sign_in.actions.renew_recovery_codes import renew_recovery_codes
from palermo.access.sign_in.factors import factors_of
from palermo.access.sign_in.recovery_codes import forget_shown, show_once, shown_codes
from palermo.access.sign_in.second_factor import way_on
from palermo.access.sign_in.step_up import require_fresh
from palermo.access.sign_in.views.who import who


@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """GET shows codes that were just made, else how many are left; POST says that they are kept."""
    account = who(request)
    if request.method == "POST":
        forget_shown(request)
        messages.success(request, _("Good. Keep the codes apart from your phone."))
        return redirect(way_on(request, account, "mfa_index"))
    codes = shown_codes(request, account)
    context = {
        "codes": codes,
        "file": f"data:text/plain;charset=utf-8,{quote(_as_file(codes))}" if codes else "",
        "factors": factors_of(account, account=account),
    }
    return render(request, "access/sign_in/recovery_codes.html", context)


@require_POST
@require_fresh
def renew(request: HttpRequest) -> HttpResponse:
    """Ten new codes; the earlier ones stop working."""
    account = who(request)
    try:
        show_once(request, account, renew_recovery_codes(actor=account))
    except NotAcceptedError as error:
        messages.error(request, error.message)
        return redirect("mfa_index")
    return redirect("mfa_view_recovery_codes")


def _as_file(codes: list[str]) -> str:
    head = _("Recovery codes. Each works once. Keep them apart from your phone.")
    return "\r\n".join([head, "", *codes, ""])

"""Changing one's password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.sign_in import proofs
from palermo.access.sign_in.actions.change_password import change_password
from palermo.access.sign_in.first_passwords import must_choose_password
from palermo.access.sign_in.forms import NewPasswordForm
from palermo.access.sign_in.limits import may_try
from palermo.access.sign_in.second_factor import way_on
from palermo.access.sign_in.step_up import require_fresh
from palermo.access.sign_in.views.factors import frame
from palermo.access.sign_in.views.who import who


@sensitive_post_parameters("present", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh
def password(request: HttpRequest) -> HttpResponse:
    """The present password, the new one; all other places are signed out."""
    account = who(request)
    form = NewPasswordForm(request.POST if request.method == "POST" else None, account=account)
    if request.method == "POST" and not may_try(request, "change_password"):
        form.add_error(None, _("That was tried too often. Wait a few minutes, then try again."))
    if request.method == "POST" and form.is_valid():
        key = request.session.session_key
        try:
            change_password(actor=account, password=form.cleaned_data["password"], keep=key)
        except NotAcceptedError as error:
            form.add_error("password", error.message)
        else:
            update_session_auth_hash(request, account)
            proofs.follow(request, key)
            messages.success(request, _("The password is changed. All other places are signed out."))
            return redirect(way_on(request, account, "mfa_index"))
    context = {
        "form": form,
        "must": must_choose_password(request, account),
        "frame": frame(request, account),
    }
    return render(request, "access/sign_in/password.html", context)

"""Pages on which consents, withdrawals and exceptions are recorded."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.brakes import ReadingStopped
from palermo.access.gate import Relation, not_here
from palermo.access.sign_in.step_up import require_fresh
from palermo.cases.actions.except_consent import except_case
from palermo.cases.actions.record_consent import record_consent
from palermo.cases.actions.withdraw_consent import withdraw_consent
from palermo.cases.consent.selectors import consents_of, sealed_words
from palermo.cases.sharing import case_head
from palermo.cases.views.consent_form import ConsentRecordForm, ExceptionForm, WithdrawalForm

both = require_http_methods(["GET", "HEAD", "POST"])


@both
def consent_record(request: HttpRequest, opaque_id: str) -> HttpResponse:
    """Record what the person said."""
    head = case_head(request.user, opaque_id, write=True)
    form = ConsentRecordForm(request.POST or None, head=head)
    if request.method == "POST" and form.is_valid():
        try:
            consent = record_consent(actor=request.user, case=opaque_id, new=form.new())
        except NotAcceptedError as error:
            form.refuse(error)
        else:
            agreed = consent.decision == "given"
            messages.success(
                request, _("The consent is recorded.") if agreed else _("The refusal is recorded.")
            )
            return redirect("case_page", opaque_id=opaque_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/consent_record.html", {"head": head, "form": form}, status=status)


@both
def consent_withdraw(request: HttpRequest, opaque_id: str, consent: str) -> HttpResponse:
    """Ask once more what taking it back means, then do it."""
    head = case_head(request.user, opaque_id, write=True)
    line = next((one for one in consents_of(request.user, head.key) if one.opaque_id == consent), None)
    if line is None:
        raise not_here()
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_consent(
                actor=request.user, case=opaque_id, consent=consent, reason=form.cleaned_data["reason"]
            )
        except NotAcceptedError as error:
            form.refuse(error)
        else:
            messages.success(
                request,
                _("The consent is taken back. Shares that rested on it have ended, from this moment."),
            )
            return redirect("case_page", opaque_id=opaque_id)
    status = 422 if request.method == "POST" else 200
    context = {"head": head, "form": form, "line": line}
    return render(request, "cases/consent_withdraw.html", context, status=status)


@require_POST
def consent_names(request: HttpRequest, opaque_id: str) -> HttpResponse:
    """The names and reasons that lie sealed. Posted, because reading them is an act on record."""
    head = case_head(request.user, opaque_id)
    try:
        sealed, stopped = sealed_words(request.user, head.key), ""
    except ReadingStopped as error:
        sealed, stopped = (), error.message
    return render(request, "cases/consent_names.html", {"head": head, "sealed": sealed, "stopped": stopped})


@both
@require_fresh
def consent_exception(request: HttpRequest, opaque_id: str) -> HttpResponse:
    """A supervisor answers for an exception by name."""
    head = case_head(request.user, opaque_id, write=True)
    if head.standing.relation is not Relation.SUPERVISES:
        raise not_here()
    form = ExceptionForm(request.POST or None, head=head)
    if request.method == "POST" and form.is_valid():
        try:
            except_case(actor=request.user, case=opaque_id, new=form.new())
        except NotAcceptedError as error:
            form.refuse(error)
        else:
            messages.success(
                request, _("The exception is recorded. The focal point for data protection is told.")
            )
            return redirect("case_page", opaque_id=opaque_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/consent_exception.html", {"head": head, "form": form}, status=status)

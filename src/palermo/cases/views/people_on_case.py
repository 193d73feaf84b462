"""Who has a case: assigning and taking back, for its supervisor; and emergency access, for whoever must."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from palermo.access.actions.assign_case import assign_case
from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actions.end_grant import end_grant
from palermo.access.actions.unassign_case import unassign_case
from palermo.access.gate import OWN_MISSION_ROLES, Relation, not_here
from palermo.access.gate.scope import is_shut_out
from palermo.access.granted import grant_named
from palermo.access.models import Account, GrantKind
from palermo.access.sign_in.step_up import require_fresh
from palermo.cases.actions.open_emergency import open_emergency
from palermo.cases.sharing import case_head, colleague_numbered
from palermo.cases.views.form_parts import PlainForm
from palermo.errors import NotFoundOrNotAllowed


class EmergencyForm(PlainForm):
    """Which case, and why it cannot wait."""

    case = forms.CharField(
        label=gettext_lazy("Case number"),
        max_length=32,
        help_text=gettext_lazy("The 16 letters and digits that stand on the case page and on papers."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it cannot wait"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("In a sentence. The supervisor of the case's mission will read it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].widget.attrs |= {"dir": "ltr", "autocomplete": "off", "autocapitalize": "none"}


@require_POST
def case_assign(request: HttpRequest, opaque_id: str) -> HttpResponse:
    """Assign the case to a caseworker of the mission."""
    head = _supervised(request, opaque_id)
    account = colleague_numbered(head, request.POST.get("account", ""))
    if account is None:
        messages.warning(request, _("Choose a colleague first; nothing was changed."))
    else:
        try:
            assign_case(actor=request.user, case=head.key, account=account)
            messages.success(request, _("%(name)s has this case now.") % {"name": account.display_name})
        except NotAcceptedError as error:
            messages.warning(request, error.message)
    return redirect("case_page", opaque_id=opaque_id)


@require_POST
def case_unassign(request: HttpRequest, opaque_id: str, grant: str) -> HttpResponse:
    """Take an assignment or an emergency access away."""
    head = _supervised(request, opaque_id)
    found = grant_named(request.user, head.key, grant)
    if found.kind == GrantKind.GLASS:
        end_grant(actor=request.user, grant=found)
    elif found.kind == GrantKind.ASSIGNMENT and found.account is not None:
        unassign_case(actor=request.user, case=head.key, account=found.account)
    else:
        raise not_here()
    messages.success(request, _("This access has ended."))
    return redirect("case_page", opaque_id=opaque_id)


@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh
def case_emergency(request: HttpRequest) -> HttpResponse:
    """Take emergency access to a case by its number. One answer for "there is none" and "it is closed"."""
    account = request.user
    if not isinstance(account, Account) or account.role not in OWN_MISSION_ROLES or is_shut_out(account):
        raise not_here()
    form = EmergencyForm(request.POST or None, initial={"case": request.GET.get("case", "")[:32]})
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["case"].strip().lower()
        try:
            open_emergency(actor=account, case=number, reason=" ".join(form.cleaned_data["reason"].split()))
        except NotAcceptedError as error:
            form.refuse(error)
        except NotFoundOrNotAllowed:
            form.add_error("case", _("There is no case under this number that you can open."))
        else:
            messages.warning(
                request,
                _("This case is open to you for four hours. Its mission and the focal point are told."),
            )
            return redirect("case_page", opaque_id=number)
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/emergency.html", {"form": form}, status=status)


def _supervised(request: HttpRequest, opaque_id: str) -> Any:
    head = case_head(request.user, opaque_id, write=True)
    if head.standing.relation is not Relation.SUPERVISES:
        raise not_here()
    return head

"""Pages on which a case is shared, a share is ended, and what others shared with us is listed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.gate import Part
from palermo.access.sign_in.step_up import require_fresh
from palermo.cases.actions.revoke_share import revoke_share
from palermo.cases.actions.share_case import share_case
from palermo.cases.consent.gate import ConsentMissing
from palermo.cases.sharing import CaseHead, case_head, recipient_named, shared_with_us
from palermo.cases.views.consent_form import recipient_choices
from palermo.cases.views.form_parts import DayInput, PlainForm

PART_HINTS = {
    Part.FACTS: gettext_lazy("sex, age, nationality, what happened, in codes"),
    Part.IDENTITY: gettext_lazy("name, date of birth, documents, contacts"),
    Part.STORY: gettext_lazy("in own words, and sensitive answers"),
    Part.PRIVILEGED: gettext_lazy("never to governments, police or donors"),
}


class ShareForm(PlainForm):
    """With whom, what, until when."""

    recipient = forms.ChoiceField(label=gettext_lazy("With whom"))
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("What of the case"), widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateField(
        label=gettext_lazy("Until"),
        widget=DayInput(),
        help_text=gettext_lazy("The last day: at most twelve months, and no longer than the consent."),
    )

    def __init__(self, *args: Any, head: CaseHead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = recipient_choices(head, named_only=True)  # type: ignore[attr-defined]
        parts = [part for part in Part if part in head.standing.writable]
        self.fields["parts"].choices = [  # type: ignore[attr-defined]
            (part.value, f"{part.label}: {PART_HINTS[part]}") for part in parts
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh
def case_share(request: HttpRequest, opaque_id: str) -> HttpResponse:
    """Share parts of the case."""
    head = case_head(request.user, opaque_id, write=True)
    form = ShareForm(request.POST or None, head=head)
    missing: ConsentMissing | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        recipient = recipient_named(data["recipient"])
        try:
            if recipient is None:
                raise NotAcceptedError(_("Choose one of those offered."), field="recipient")
            share_case(
                actor=request.user, case=opaque_id, to=recipient, parts=data["parts"], until=data["until"]
            )
        except NotAcceptedError as error:
            form.refuse(error)
        except ConsentMissing as error:
            missing = error
        else:
            messages.success(request, _("Shared. It ends by itself on the day you chose."))
            return redirect("case_page", opaque_id=opaque_id)
    status = (missing.status if missing else 422) if request.method == "POST" else 200
    return render(
        request, "cases/share.html", {"head": head, "form": form, "missing": missing}, status=status
    )


@require_POST
def share_revoke(request: HttpRequest, opaque_id: str, grant: str) -> HttpResponse:
    """End a share."""
    revoke_share(actor=request.user, case=opaque_id, grant=grant)
    messages.success(request, _("The share has ended."))
    return redirect("case_page", opaque_id=opaque_id)


@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """What others shared with us."""
    return render(request, "cases/shared.html", {"shared": shared_with_us(request.user)})

"""The identity of the person of a case: covered until somebody presses, and changed on the same page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import MaybeActor
from palermo.access.brakes import ReadingStopped
from palermo.access.gate import Part
from palermo.cases.actions.update_identity import ChangedMeanwhileError, identity_version, update_identity
from palermo.cases.people import CoveredCase, covered_case
from palermo.cases.views.identity_forms import IdentityForm
from palermo.cases.views.identity_words import parts_of, photo_lines
from palermo.individuals.selectors import identity_of
from palermo.individuals.values import IdentityDraft


@dataclass(frozen=True, slots=True)
class _Visit:
    """One request for one case's identity."""

    request: HttpRequest
    case: CoveredCase
    may_write: bool

    @property
    def actor(self) -> MaybeActor:
        return self.request.user

    def page(self, *, status: int = 200, **context: Any) -> HttpResponse:
        context |= {"case": self.case, "may_write": self.may_write}
        return render(self.request, "cases/identity.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest, opaque_id: str) -> HttpResponse:
    """Covered when asked for; uncovered, changed or given one more row when posted to."""
    case, stands = covered_case(request.user, opaque_id)
    visit = _Visit(request, case, may_write=Part.IDENTITY in stands.writable)
    if request.method != "POST":
        return visit.page()
    if "uncover" in request.POST or not visit.may_write:
        return _uncover(visit)
    if more := request.POST.get("more", ""):
        form = IdentityForm(request.POST, more=more)
        form.forgive()
        return visit.page(form=form, stored_version=request.POST.get("version", ""))
    return _save(visit)


def _uncover(visit: _Visit) -> HttpResponse:
    try:
        view = identity_of(visit.actor, visit.case.key)
    except ReadingStopped as stopped:
        return visit.page(stopped=stopped.message, status=stopped.status)
    context: dict[str, Any] = {"view": view, "parts": parts_of(view), "photos": photo_lines(view)}
    if visit.may_write:
        context["form"] = IdentityForm(stored=view)
        context["stored_version"] = identity_version(visit.actor, visit.case.key)
    return visit.page(**context)


def _save(visit: _Visit) -> HttpResponse:
    version = visit.request.POST.get("version", "")
    form = IdentityForm(visit.request.POST)
    if not form.is_valid():
        return visit.page(form=form, stored_version=version, has_errors=True, status=422)
    draft = form.draft()
    if "overwrite" in visit.request.POST:
        # What was stored under these numbers may be gone: everything that stands here is stored anew.
        draft = _unnumbered(draft)
        version = identity_version(visit.actor, visit.case.key)
    try:
        update_identity(actor=visit.actor, case=visit.case.key, draft=draft, version=version)
    except ChangedMeanwhileError as changed:
        return visit.page(form=form, stored_version=version, changed=changed.message, status=changed.status)
    except NotAcceptedError as refused:
        return visit.page(form=form, stored_version=version, refused=refused.message, status=refused.status)
    messages.success(visit.request, _("The identity is stored and covered again."))
    return redirect("case_identity", visit.case.key.opaque_id)


def _unnumbered(draft: IdentityDraft) -> IdentityDraft:
    return IdentityDraft(
        **{name: tuple(replace(one, opaque_id="") for one in details) for name, details in draft.groups()}  # type: ignore[arg-type]
    )

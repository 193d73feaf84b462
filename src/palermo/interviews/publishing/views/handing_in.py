"""From a spreadsheet to a published form, step by step: hand in, look, publish."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palermo.access.sign_in.step_up import require_fresh
from palermo.codebook import load_codebook
from palermo.interviews.actions.hand_in_form import hand_in_adaptation, hand_in_whole, rebuild_adaptation
from palermo.interviews.actions.publish_version import publish_draft
from palermo.interviews.actions.put_away_draft import put_away_draft
from palermo.interviews.models import FormKind
from palermo.interviews.publishing.gate import require_publisher
from palermo.interviews.publishing.presenting import changes_in_words, pages_of
from palermo.interviews.publishing.problems import FormRefused, Problem
from palermo.interviews.publishing.selectors import adaptable, draft_of, title_in, was_encrypted
from palermo.interviews.publishing.template import adaptation_template
from palermo.interviews.publishing.views.upload_forms import SheetForm, WholeForm
from palermo.interviews.publishing.views.versions import XLSX, taken_along
from palermo.interviews.xforms.reading import read_xform
from palermo.safe_spreadsheet.errors import UnreadableFileError


@require_http_methods(["GET", "HEAD", "POST"])
def form_adapt(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Add a mission's own questions to a form of the instance."""
    mission, base, own = adaptable(code, name, request.user)
    form = SheetForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            draft = hand_in_adaptation(
                actor=request.user, mission=code, name=name, source=form.cleaned_data["sheet"]
            )
            return redirect("form_draft", draft.opaque_id)
        except (FormRefused, UnreadableFileError) as error:
            problems = _problems(error)
    context = {
        "mission": mission,
        "base": base,
        "own": own,
        "name": name,
        "title": title_in(base, get_language() or "en"),
        "form": form,
        "problems": problems,
    }
    return render(request, "interviews/forms/adapt.html", context, status=_status(request))


@require_safe
def form_template(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """The spreadsheet to write one's additions in."""
    mission, base, _own = adaptable(code, name, request.user)
    content = adaptation_template(base, mission.code, load_codebook())
    return taken_along(content, f"{base.form.form_id}-{base.version}-{mission.code}.xlsx", XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
def form_add(request: HttpRequest, code: str) -> HttpResponse:
    """Bring a whole form."""
    _known, mission = require_publisher(request.user, code)
    form = WholeForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            draft = hand_in_whole(
                actor=request.user,
                mission=code,
                source=data["sheet"],
                file_name=data["sheet_name"],
                kind=FormKind(data["kind"]),
                media=data["pictures"],
            )
            return redirect("form_draft", draft.opaque_id)
        except (FormRefused, UnreadableFileError) as error:
            problems = _problems(error)
    context = {"mission": mission, "form": form, "problems": problems}
    return render(request, "interviews/forms/add.html", context, status=_status(request))


@require_POST
def form_rebuild(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """The same additions on the newest base."""
    mission, base, own = adaptable(code, name, request.user)
    try:
        draft = rebuild_adaptation(actor=request.user, mission=code, name=name)
    except (FormRefused, UnreadableFileError) as error:
        context = {
            "mission": mission,
            "base": base,
            "own": own,
            "name": name,
            "title": title_in(base, get_language() or "en"),
            "form": SheetForm(),
            "problems": _problems(error),
            "was_rebuilding": True,
        }
        return render(request, "interviews/forms/adapt.html", context, status=422)
    return redirect("form_draft", draft.opaque_id)


@require_safe
def form_draft(request: HttpRequest, form: str) -> HttpResponse:
    """What was handed in, to look at before it is published."""
    return render(request, "interviews/forms/draft.html", _draft(request, form))


@require_POST
@require_fresh
def form_publish(request: HttpRequest, form: str) -> HttpResponse:
    """Publish it."""
    context = _draft(request, form)
    try:
        version = publish_draft(actor=request.user, draft=form, encrypt=request.POST.get("encrypt") == "1")
    except FormRefused as error:
        return render(
            request, "interviews/forms/draft.html", context | {"problems": error.problems}, status=422
        )
    messages.success(
        request,
        _("Version %(version)s is published. Devices get it at their next contact.")
        % {"version": version.version},
    )
    return redirect("form_version", version.opaque_id)


@require_POST
def form_put_away(request: HttpRequest, form: str) -> HttpResponse:
    """Put it away, unpublished."""
    draft, _ready = draft_of(request.user, form)
    put_away_draft(actor=request.user, draft=form)
    messages.success(request, _("Put away. Nothing was published."))
    return redirect("forms_of_mission", draft.mission.code)


def _draft(request: HttpRequest, number: str) -> dict[str, Any]:
    draft, ready = draft_of(request.user, number)
    wanted = get_language() or "en"
    language = wanted if wanted in ready.languages else next(iter(ready.languages), "en")
    return {
        "draft": draft,
        "ready": ready,
        "language": language,
        "was_encrypted": was_encrypted(draft.mission, ready.form_id),
        "title": ready.titles.get(language) or next(iter(ready.titles.values()), ready.form_id),
        "pages": pages_of(read_xform(ready.xform), ready.questions, language, draft.base),
        "changes": changes_in_words(ready.changes, ready.sheets, language),
    }


def _problems(error: FormRefused | UnreadableFileError) -> tuple[Problem, ...]:
    return error.problems if isinstance(error, FormRefused) else (Problem(str(error.message)),)


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200

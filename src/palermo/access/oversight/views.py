"""The pages themselves. Each change is posted; each page works without script."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palermo.access.actions.acknowledge_notice import acknowledge_notice
from palermo.access.actions.freeze_mission import freeze_mission
from palermo.access.actions.release_reading import release_reading
from palermo.access.actions.unfreeze_mission import unfreeze_mission
from palermo.access.gate import not_here
from palermo.access.granted import glass_reason
from palermo.access.oversight.selectors import (
    mission_to_watch,
    missions_to_watch,
    notice_lines,
    stopped_account,
    stopped_accounts,
)
from palermo.access.sign_in.step_up import require_fresh


@require_POST
def notice_seen(request: HttpRequest, notice: str) -> HttpResponse:
    """Acknowledge a notice."""
    acknowledge_notice(actor=request.user, opaque_id=notice)
    messages.success(request, _("Noted, with your name and the time."))
    return redirect("home")


@require_POST
def notice_reason(request: HttpRequest, notice: str) -> HttpResponse:
    """Read why somebody took emergency access. Posted, because reading it is an act on record."""
    line = next((one for one in notice_lines(request.user) if one.opaque_id == notice and one.grant), None)
    if line is None:
        raise not_here()
    reason = glass_reason(request.user, line.grant)
    return render(request, "access/oversight/reason.html", {"line": line, "reason": reason})


@require_safe
def stopped(request: HttpRequest) -> HttpResponse:
    """The accounts that the brake stopped."""
    return render(request, "access/oversight/stopped.html", {"accounts": stopped_accounts(request.user)})


@require_POST
@require_fresh
def release(request: HttpRequest, number: int) -> HttpResponse:
    """Let one of them open identities again."""
    account = stopped_account(request.user, number)
    release_reading(actor=request.user, account=account)
    messages.success(request, _("%(name)s can open identities again.") % {"name": account.display_name})
    return redirect("stopped_accounts")


@require_safe
def missions(request: HttpRequest) -> HttpResponse:
    """The missions that one may freeze."""
    return render(request, "access/oversight/missions.html", {"missions": missions_to_watch(request.user)})


@require_POST
@require_fresh
def freeze(request: HttpRequest, code: str) -> HttpResponse:
    """Freeze a mission. One press after a proof; the command ``palermo mission freeze`` asks for none."""
    mission = mission_to_watch(request.user, code)
    freeze_mission(actor=request.user, mission=mission)
    messages.warning(request, _("%(name)s is frozen. Nobody of it sees a case now.") % {"name": mission.name})
    return redirect("missions_to_watch")


@require_POST
@require_fresh
def unfreeze(request: HttpRequest, code: str) -> HttpResponse:
    """Open it again."""
    mission = mission_to_watch(request.user, code)
    unfreeze_mission(actor=request.user, mission=mission)
    messages.success(request, _("%(name)s is open again.") % {"name": mission.name})
    return redirect("missions_to_watch")

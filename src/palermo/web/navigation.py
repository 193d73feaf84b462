"""The side navigation: which pages an account is offered. The pages guard themselves; this only spares dead ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palermo.access.gate import case_scope, may_see_statistics
from palermo.access.models import Account, Role
from palermo.access.oversight.selectors import may_freeze_any
from palermo.cases.people import may_find_people
from palermo.cases.sharing import may_receive
from palermo.interviews.devices.selectors import may_have_devices
from palermo.interviews.publishing.gate import may_read_forms
from palermo.interviews.received.selectors import may_see_interviews


@dataclass(frozen=True, slots=True)
class Page:
    """A page that the navigation may offer; ``view`` is the name of its address."""

    view: str
    label: Promise
    icon: str
    is_offered_to: Callable[[Account], bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation as it is shown."""

    label: Promise
    icon: str
    address: str
    is_current: bool


PAGES = (
    Page("home", _("Home"), icon="home", is_offered_to=lambda account: True),
    Page(
        "case_list",
        _("Cases"),
        icon="folders",
        is_offered_to=lambda account: not case_scope(account).of_missions.is_empty,
    ),
    Page("interview_list", _("Interviews"), icon="message-2", is_offered_to=may_see_interviews),
    Page("fill", _("Fill in a form"), icon="writing", is_offered_to=may_have_devices),
    Page("shared", _("Shared with us"), icon="share", is_offered_to=may_receive),
    Page("people_search", _("Find a person"), icon="search", is_offered_to=may_find_people),
    Page("forms", _("Forms"), icon="forms", is_offered_to=may_read_forms),
    Page("statistics", _("Statistics"), icon="chart-bar", is_offered_to=may_see_statistics),
    Page(
        "audit",
        _("Audit"),
        icon="shield-lock",
        is_offered_to=lambda account: account.role == Role.FOCAL_POINT,
    ),
    Page(
        "stopped_accounts",
        _("Stopped accounts"),
        icon="hand-stop",
        is_offered_to=lambda account: account.role == Role.FOCAL_POINT,
    ),
    Page("missions_to_watch", _("Freeze a mission"), icon="lock", is_offered_to=may_freeze_any),
    Page("device_list", _("Phones and browsers"), icon="device-mobile", is_offered_to=may_have_devices),
    Page("codebook", _("Codebook"), icon="book-2", is_offered_to=lambda account: True),
)


def entries_for(request: HttpRequest) -> list[Entry]:
    """The entries for the signed-in account; none for a visitor. The longest address that fits is the current one."""
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return []
    offered = [(page, reverse(page.view)) for page in PAGES if page.is_offered_to(account)]
    fitting = [
        address
        for page, address in offered
        if request.path == address or (page.view != "home" and request.path.startswith(address))
    ]
    here = max(fitting, key=len, default="")
    return [Entry(page.label, page.icon, address, address == here) for page, address in offered]

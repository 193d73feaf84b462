"""A server's clock that tests set, a signed-in browser, and addresses that take a form or need an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from palermo.access.locking import state
from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry

PASSWORD = "a long enough password"
SECRET_WORDS = "what the page shows of a person"


def note(request: HttpRequest) -> HttpResponse:
    """Gives back exactly what it was sent."""
    if request.method == "POST":
        found = [[name, values] for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
        return JsonResponse({"fields": found, "files": sorted(request.FILES)})
    return HttpResponse(SECRET_WORDS)


urlpatterns = [
    path("", include("palermo.config.urls")),
    path("note/", note),
    path("open-note/", csrf_exempt(note)),
    path("api/note/", note),
]


class Clock:
    """Seconds since 1970 as the server sees them."""

    def __init__(self) -> None:
        self.at = 1_800_000_000

    def __call__(self) -> float:
        return float(self.at)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(state.time, "time", found)
    return found


@pytest.fixture
def account(account_of: Callable[..., Account]) -> Account:
    return account_of(Role.CASEWORKER)


@pytest.fixture
def addresses(settings: Any) -> Iterator[None]:
    settings.ROOT_URLCONF = __name__
    return


@pytest.fixture
def browser(client: Client, clock: Clock, account: Account, addresses: None) -> Client:
    client.force_login(account)
    assert client.get("/note/").status_code == 200
    return client


def acts(prefix: str = "account.") -> list[str]:
    """The acts on accounts that the audit holds, oldest first."""
    wanted = AuditEntry.objects.filter(act__startswith=prefix).order_by("sequence")
    return [act for act in wanted.values_list("act", flat=True) if "lock" in act]

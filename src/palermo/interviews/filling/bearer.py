"""Requests of a device: it shows its secret, and nothing else counts. No session, no cookie (``web.middleware``)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from palermo.access.pace import refuse_device_haste
from palermo.access.sign_in.limits import may_show_secret
from palermo.access.walls.stance import standing_as
from palermo.interviews.devices.selectors import any_device_by_secret, device_by_secret
from palermo.interviews.filling.errors import DeviceRefused, TooManyTries
from palermo.interviews.models import Device

#: As long as any secret is, and longer; more is not even looked up.
_BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]{16,128})")


def for_device(
    view: Callable[..., HttpResponse], *, also_stopped: bool = False
) -> Callable[..., HttpResponse]:
    """The view is called with request and device, and the database hands out what the device's account may see.

    Raises DeviceRefused for whoever shows no secret of a device that works (``also_stopped``: of any), and TooManyTries
    after many of them from one address of the network: these have no other limit, a secret being too long to guess.
    One that works has a pace (TooFast).
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        device = _device(request, also_stopped=also_stopped)
        with standing_as(device.account):
            return view(request, device, *args, **named)

    return csrf_exempt(login_not_required(answer))


def _device(request: HttpRequest, *, also_stopped: bool) -> Device:
    shown = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    find = any_device_by_secret if also_stopped else device_by_secret
    # Without a secret the look-up is made all the same, for one that nobody can have.
    device = find(shown[1] if shown else "")
    if device is not None:
        refuse_device_haste(device.account)
        return device
    raise DeviceRefused if may_show_secret(request) else TooManyTries

"""Lets a device in: by its number and secret (Basic), or by the secret in the address.

Basic goes over TLS only. The secret in the address is for apps that keep no password: it must never be logged, so the
log names routes and never paths (config/log_lines), and the server in front has to be told (docs/devices.md). Digest is
not offered: for it the server would have to keep what is as good as the secret itself (decision record 0016).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from palermo.access.pace import refuse_device_haste
from palermo.access.scanning import ScannerFailed
from palermo.access.sign_in.limits import may_show_secret
from palermo.access.walls.stance import standing_as
from palermo.errors import PalermoError
from palermo.interviews.devices.selectors import device_by_secret
from palermo.interviews.filling.errors import DeviceRefused, TooManyTries
from palermo.interviews.intake.errors import NoRoom, Overtaken
from palermo.interviews.models import Device, DeviceKind
from palermo.interviews.openrosa.answers import VERSION, VERSION_HEADER, refused
from palermo.interviews.openrosa.errors import NeedsTls, OtherMethod

#: Longer than any secret with its number; more is not even decoded.
LONGEST_CREDENTIALS = 512
#: No fault of the program: whoever holds the device is told what to do. Other errors of ours get an incident.
_TOLD = (NoRoom, Overtaken, ScannerFailed)


def for_collect(
    *methods: str,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """For views that are called with request and device, for these methods. They need no session and no form token:
    only a device's own secret counts, which no browser sends by itself. What they raise is answered in the envelope."""

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *, token: str | None = None, **named: Any) -> HttpResponse:
            try:
                _check_way(request, methods)
                device = _device(request, token)
                with standing_as(device.account):
                    response = view(request, device, **named)
            except PalermoError as error:
                if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, _TOLD):
                    raise
                response = refused(error)
                if isinstance(error, OtherMethod):
                    response["Allow"] = ", ".join(methods)
            response[VERSION_HEADER] = VERSION
            return response

        return csrf_exempt(login_not_required(answer))

    return guard


def _check_way(request: HttpRequest, methods: tuple[str, ...]) -> None:
    """Raises NeedsTls and OtherMethod, before any secret is looked at."""
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        raise NeedsTls
    if request.method not in methods:
        raise OtherMethod


@sensitive_variables()
def _device(request: HttpRequest, token: str | None) -> Device:
    """The device that asks. Raises DeviceRefused, TooManyTries, and TooFast.

    Whatever is wrong with what it shows, one look-up is made, so that the time it takes tells nothing. Showing nothing
    is how every conversation of Collect begins: that is answered with the way to come in, and counts for nothing."""
    if token is None and "Authorization" not in request.headers:
        raise DeviceRefused
    number, secret = ("", token) if token is not None else _basic(request.headers["Authorization"])
    device = device_by_secret(secret)
    if (
        device is not None
        and device.kind == DeviceKind.COLLECT
        and (token is not None or device.opaque_id == number)
    ):
        refuse_device_haste(device.account)
        return device
    raise DeviceRefused if may_show_secret(request) else TooManyTries


def _basic(header: str) -> tuple[str, str]:
    """User name and password of a Basic header (RFC 7617); two empty texts, which nobody has, for anything else."""
    scheme, _blank, encoded = header.partition(" ")
    if scheme.lower() != "basic" or len(header) > LONGEST_CREDENTIALS:
        return "", ""
    try:
        number, _colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return number, secret

"""Pages about the phones and browsers that fill forms: which there are, a new one, stopping and emptying one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.gate import not_here
from palermo.access.sign_in.step_up import require_fresh
from palermo.access.sign_in.views.who import who
from palermo.interviews.actions.ask_device_wipe import ask_device_wipe
from palermo.interviews.actions.register_device import register_device
from palermo.interviews.actions.revoke_device import revoke_device
from palermo.interviews.devices.collect_settings import setups_for
from palermo.interviews.devices.lines import lines_for
from palermo.interviews.devices.selectors import device_for, may_have_devices
from palermo.interviews.models import DeviceKind


class NewDeviceForm(forms.Form):
    """What the device is called among people."""

    name = forms.CharField(
        label=gettext_lazy("What you call this phone"),
        max_length=64,
        help_text=gettext_lazy("So that you know later which one it was: “blue phone of the shelter”."),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


@require_safe
def device_list(request: HttpRequest) -> HttpResponse:
    """One's own devices; for a supervisor all of the mission."""
    account = who(request)
    lines = lines_for(account)
    context = {
        "own": [line for line in lines if line.is_own],
        "others": [line for line in lines if not line.is_own],
    }
    return render(request, "interviews/devices/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh
@sensitive_variables("made")
def device_new(request: HttpRequest) -> HttpResponse:
    """A name; then the page with the square, which is shown this once."""
    account = who(request)
    if not may_have_devices(account):
        raise not_here()
    form = NewDeviceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = register_device(actor=account, kind=DeviceKind.COLLECT, name=form.cleaned_data["name"])
        except NotAcceptedError as error:
            form.add_error("name", error.message)
        else:
            by_password, by_address = setups_for(request, made.device, made.secret)
            context = {
                "device": made.device,
                "by_password": by_password,
                "by_address": by_address,
                # Collect sends a password over TLS only.
                "is_secure": request.is_secure(),
            }
            response = render(request, "interviews/devices/set_up.html", context)
            response["Cache-Control"] = "private, no-store"
            return response
    status = 422 if request.method == "POST" else 200
    return render(request, "interviews/devices/new.html", {"form": form}, status=status)


@require_POST
def device_stop(request: HttpRequest, device: str) -> HttpResponse:
    """From now on it opens nothing. Nobody who fears for a phone is asked for a proof first."""
    stopped = device_for(request.user, device)
    revoke_device(actor=request.user, device=stopped)
    messages.success(request, _("Stopped. It gets no forms and hands in no interviews any more."))
    return redirect("device_list")


@require_POST
@require_fresh
def device_empty(request: HttpRequest, device: str) -> HttpResponse:
    """At its next contact the browser forgets what is not yet finished; what is finished it hands in before."""
    ask_device_wipe(actor=request.user, device=device_for(request.user, device))
    messages.success(request, _("It is told to forget everything as soon as it is in contact again."))
    return redirect("device_list")

"""The square that sets ODK Collect up: its settings as JSON, compressed, in base 64, drawn as a QR code.

The format and the names are Collect's (docs.getodk.org/collect-import-export).
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass

import segno
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from palermo.interviews.models import Device

#: What the project is called in Collect's list, and its mark there.
_NAME, _MARK, _COLOUR = "Palermo", "P", "#0d6a67"


@dataclass(frozen=True, slots=True, repr=False)
class Setup:
    """One way to set Collect up. ``number`` and ``secret`` are empty when the secret stands in the address."""

    address: str
    number: str = ""
    secret: str = ""

    @property
    def square(self) -> str:
        """The address of an image that a page may show; it holds the secret."""
        code = segno.make(payload(self), error="l", micro=False)
        return str(code.svg_data_uri(scale=4, border=4, dark="#000", light="#fff"))


def setups_for(request: HttpRequest, device: Device, secret: str) -> tuple[Setup, Setup]:
    """By number and secret, and with the secret in the address, for the host by which this page was asked for."""
    whole = request.build_absolute_uri(reverse("openrosa_forms")).removesuffix("/formList")
    return (
        Setup(address=whole, number=device.opaque_id, secret=secret),
        Setup(address=f"{whole}/key/{secret}"),
    )


def payload(setup: Setup) -> str:
    """What stands in the square."""
    content = json.dumps(settings_of(setup), separators=(",", ":"), ensure_ascii=False).encode()
    return base64.b64encode(zlib.compress(content, 9)).decode()


def settings_of(setup: Setup) -> dict[str, dict[str, object]]:
    """Forms as the server has them and no others; interviews are sent by themselves, and nothing of them stays on the
    phone after that; nothing is told to the makers of the app; pictures no larger than a page."""
    general: dict[str, object] = {
        "protocol": "odk_default",
        "server_url": setup.address,
        "form_update_mode": "match_exactly",
        "periodic_form_updates_check": "every_one_hour",
        "hide_old_form_versions": True,
        "autosend": "wifi_and_cellular",
        "delete_send": True,
        "image_size": "large",
        "analytics": False,
        "app_language": get_language() or "en",
    }
    if setup.number:
        general |= {"username": setup.number, "password": setup.secret}
    return {
        "general": general,
        "admin": {"analytics": False},
        "project": {"name": _NAME, "icon": _MARK, "color": _COLOUR},
    }

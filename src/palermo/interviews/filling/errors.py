"""Why a device is refused. What is wrong with an interview itself is said by ``intake`` and ``xforms``."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from palermo.errors import Detail, PalermoError


class DeviceRefused(PalermoError):
    """No secret, an unknown one, that of a stopped device, of a closed account or of a frozen mission: one answer."""

    code = "device_refused"
    status = HTTPStatus.UNAUTHORIZED
    template = _("This device may not do this, or not any more. Please set it up again.")


class TooManyTries(PalermoError):
    """Too many wrong secrets came from one address of the network."""

    code = "too_many_tries"
    status = HTTPStatus.TOO_MANY_REQUESTS
    template = _("That was too often. Nothing was lost; please wait some minutes.")


class ContainerRefused(PalermoError):
    """What a device sent is no interview in the form that was agreed. ``part``: where it stops making sense."""

    code = "container_refused"
    status = HTTPStatus.BAD_REQUEST
    template = _("What the device sent is not a whole interview. Nothing was stored.")
    schema = {"part": Detail.CODE}

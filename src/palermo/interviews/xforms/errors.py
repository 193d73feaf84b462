"""What can be wrong with a form or a filled form before anything in it is read."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from palermo.errors import PalermoError


class XFormUnreadable(PalermoError):
    """A text is no XForm; the message says why. Of a published form this is a programming mistake."""

    code = "xform_unreadable"
    status = HTTPStatus.BAD_REQUEST
    template = _("This is not a form that can be read.")


class InstanceRefused(PalermoError):
    """A filled form cannot be taken; the message says why and repeats nothing of what it holds."""

    code = "instance_refused"
    status = HTTPStatus.BAD_REQUEST
    template = _("This is not a filled form that can be read. Nothing of it was kept.")

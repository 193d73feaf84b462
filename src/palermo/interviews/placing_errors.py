"""Why an interview was not placed."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from palermo.errors import Detail, PalermoError


class PlacedAlready(PalermoError):
    """Somebody has said meanwhile to which case the interview belongs: ``case``."""

    code = "interview_placed"
    status = HTTPStatus.CONFLICT
    template = _("Somebody has placed this interview meanwhile. Nothing was changed.")
    schema = {"case": Detail.CODE}


class ChangedWhilePlacing(PalermoError):
    """A file or a change of the interview arrived in the same moment."""

    code = "interview_changed"
    status = HTTPStatus.CONFLICT
    template = _(
        "Something of this interview arrived in this very moment. Nothing was changed; please try again."
    )

"""Errors that belong to no package alone."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from palermo.errors.base import Detail, PalermoError


class NotFoundOrNotAllowed(PalermoError):
    """One answer for "does not exist" and "not yours to see", so that neither can be told from the other."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND
    template = _("There is nothing here that you can open.")


class UnsafeSettings(PalermoError):
    """The settings would put people at risk; the message names each setting and what to do."""

    code = "unsafe_settings"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    template = _("The settings of this instance would put people at risk, so it does not work.")


class InternalError(PalermoError):
    """Stands for everything that nobody foresaw; never raised, only shown."""

    code = "internal"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    template = _("Something went wrong on our side. It was not your doing.")
    schema = {"incident": Detail.INCIDENT}

"""What can go wrong when counting, in words."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from palermo.errors import PalermoError


class NoExtract(PalermoError):
    """There is nothing to count yet."""

    code = "no_extract"
    status = HTTPStatus.NOT_FOUND
    template = _("No case is registered yet, so there is nothing to count.")


class DamagedExtract(PalermoError):
    """The extract's files do not fit its manifest; it must be built again."""

    code = "damaged_extract"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    template = _("The extract that statistics are counted from cannot be read. It must be built again.")


class BadQuestion(PalermoError):
    """A filter, scheme, mission or measure that does not exist; the message says what does."""

    code = "bad_question"
    status = HTTPStatus.BAD_REQUEST
    template = _("This question cannot be counted.")

"""Why a file could not be read at all. Cells that cannot be taken are not errors of this kind but problems."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from palermo.errors import PalermoError


class UnreadableFileError(PalermoError):
    """The file is damaged, locked, unsafe or of another kind. The message says which and what to do about it."""

    code = "unreadable_file"
    status = HTTPStatus.BAD_REQUEST
    template = _("This file cannot be read.")

"""Why a request of ODK Collect is refused. What is wrong with an interview is said by ``intake`` and ``xforms``."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from palermo.errors import PalermoError


class NeedsTls(PalermoError):
    """The request came in clear where that is not allowed. Whatever secret it carried was not looked at."""

    code = "needs_tls"
    status = HTTPStatus.FORBIDDEN
    template = _(
        "This server is reached by https only. Set the device up again with the square from Palermo."
    )


class OtherMethod(PalermoError):
    """The address exists, but not for this method."""

    code = "other_method"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    template = _("This address does not do that.")


class OtherContent(PalermoError):
    """The body is no ``multipart/form-data``."""

    code = "other_content"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    template = _("An interview is sent as multipart/form-data. Nothing was stored.")


class BrokenUpload(PalermoError):
    """The body ends early, contradicts itself, or holds no filled form, two of them, or two files of one name."""

    code = "broken_upload"
    status = HTTPStatus.BAD_REQUEST
    template = _("What arrived is not whole. Nothing of it was stored; please send it again.")


class EncryptionRefused(PalermoError):
    """An encrypted interview that does not open with the form's key, or whose files are not those of its manifest."""

    code = "encryption_refused"
    status = HTTPStatus.BAD_REQUEST
    template = _(
        "This encrypted interview cannot be opened here: it was changed, or made with another form's key."
    )


class FilesMissing(PalermoError):
    """The last part of an encrypted interview has come, and files that its manifest names have not."""

    code = "files_missing"
    status = HTTPStatus.BAD_REQUEST
    template = _(
        "Files of this encrypted interview have not arrived, so it cannot be opened. Please send it again."
    )

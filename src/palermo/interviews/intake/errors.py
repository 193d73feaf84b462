"""Why something that arrived was not taken. Nothing of it was kept, and an earlier part stays as it was."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from palermo.errors import Detail, PalermoError


class UnknownForm(PalermoError):
    """The mission has no such form, or no such version of it: also for the form of another mission."""

    code = "unknown_form"
    status = HTTPStatus.NOT_FOUND
    template = _("Your mission does not have this form, or not this version of it. Nothing was stored.")


class SubmissionConflict(PalermoError):
    """The same interview was received with other contents: either was changed after sending."""

    code = "submission_conflict"
    status = HTTPStatus.CONFLICT
    template = _("This interview was received already, with other contents. What was received is unchanged.")


class SubmissionTooLarge(PalermoError):
    """More bytes or more files than one interview may have; ``limit`` is in bytes, or a number of files."""

    code = "submission_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    template = _("This is larger than what is taken. Nothing was stored.")
    schema = {"limit": Detail.NUMBER}


class AttachmentRefused(PalermoError):
    """A file of the interview is damaged, of a kind that is not taken, or has a name that cannot be."""

    code = "attachment_refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    template = _("A file of the interview cannot be taken. Nothing was stored.")
    #: Which of the files, counted from 1 as they were sent: names of files often name people.
    schema = {"place": Detail.NUMBER}


class NoRoom(PalermoError):
    """The disk is full, or cannot be written. What was sent stays on the device, which tries again later."""

    code = "no_room"
    status = HTTPStatus.INSUFFICIENT_STORAGE
    template = _(
        "There is no room for files on the server at the moment. Nothing was stored; keep the interview on the device"
        " and send it again later."
    )


class Overtaken(PalermoError):
    """Somebody else has changed the same interview in this moment, again and again. Sending it again is enough."""

    code = "overtaken"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    template = _("Somebody else is changing this in the same moment. Nothing was stored; send it again.")

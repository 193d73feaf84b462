"""The error by which the consent gate refuses."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.cases.consent.rule import Lack
from palermo.cases.models import Purpose
from palermo.errors import Detail, PalermoError


class ConsentMissing(PalermoError):
    """Nothing may leave: no live consent for this purpose and kind of recipient, and no exception.

    ``lack`` is what to ask for: ``consent``, ``guardian``, ``assent`` or ``override``. Never says whose.
    """

    code = "consent_missing"
    status = HTTPStatus.CONFLICT
    template = gettext_lazy("There is no consent for this purpose and this kind of recipient.")
    schema = {"purpose": Detail.CODE, "recipient": Detail.CODE, "lack": Detail.CODE}


def consent_missing(purpose: Purpose, recipient_word: str, lack: Lack) -> ConsentMissing:
    """The error in words: what for, and what to do."""
    return ConsentMissing(
        _SENTENCES[lack]() % {"purpose": purpose.label},
        purpose=purpose.value,
        recipient=recipient_word,
        lack=lack.value,
    )


_SENTENCES = {
    Lack.CONSENT: lambda: _(
        "There is no live consent for this: %(purpose)s, with this recipient. Nothing was handed on. Ask the person, "
        "record the answer, and try again; in an emergency a supervisor can record an exception."
    ),
    Lack.GUARDIAN: lambda: _(
        "The child agreed, the guardian did not: %(purpose)s, with this recipient. Nothing was handed on. Record the "
        "guardian's consent, or ask a supervisor about an exception."
    ),
    Lack.ASSENT: lambda: _(
        "The guardian agreed, but the child's own assent is not recorded: %(purpose)s, with this recipient. Nothing "
        "was handed on. Ask the child, and record the answer."
    ),
    Lack.OVERRIDE: lambda: _(
        "This recipient is in a country that the person comes from. Nothing was handed on. Only if the person "
        "expressly wishes it, and it is safe, can a supervisor allow this recipient by name: %(purpose)s."
    ),
}

"""What stands in the way of publishing a form, in sentences for the person who wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from palermo.errors import Detail, PalermoError

#: More are not listed: somebody who mends the first hundred will hand the form in again anyway.
MOST = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that must be mended. *sheet* and *row* say where, as the spreadsheet program shows it; 0 is unknown."""

    sentence: str
    sheet: str = ""
    row: int = 0

    @property
    def place(self) -> str:
        """Where it is, in words; empty when it is the form as a whole."""
        if self.row:
            return _("Sheet “%(sheet)s”, row %(row)d") % {"sheet": self.sheet, "row": self.row}
        return _("Sheet “%(sheet)s”") % {"sheet": self.sheet} if self.sheet else ""

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}" if self.place else self.sentence


class FormRefused(PalermoError):
    """A form cannot be published. ``problems`` say what to mend; nothing was stored."""

    code = "form_refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    template = gettext_lazy("This form cannot be published yet.")
    schema = {"count": Detail.NUMBER}

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = sorted(set(problems), key=lambda one: (one.sheet, one.row, one.sentence))
        self.problems = tuple(found[:MOST])
        words = ngettext(
            "This form cannot be published yet: there is %(count)d thing to mend.",
            "This form cannot be published yet: there are %(count)d things to mend.",
            len(found),
        )
        super().__init__(words % {"count": len(found)}, count=len(found))

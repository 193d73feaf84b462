"""What can go wrong with a form: its source files, or its use."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.errors import Detail, PalermoError


class FormSourceError(PalermoError):
    """A source file of a form is wrong. Names the file and, where known, the line (the header is line 1)."""

    code = "form_source"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    template = gettext_lazy("A source file of a form is wrong.")
    schema = {"file": Detail.FILE, "line": Detail.NUMBER}

    def __init__(self, problem: str, *, file: Path | None = None, line: int | None = None) -> None:
        self.problem = problem
        where = "" if file is None else f"{file.name}, line {line}: " if line else f"{file.name}: "
        super().__init__(f"{where}{problem}", file=file.name if file else None, line=line)


class NoSuchForm(PalermoError):
    """The project has no form of this name."""

    code = "no_such_form"
    status = HTTPStatus.NOT_FOUND
    template = gettext_lazy("There is no form of this name. There are: %(forms)s.")
    schema = {"forms": Detail.WORDS}

    def __init__(self, forms: str) -> None:
        super().__init__(
            _("There is no form of this name. There are: %(forms)s.") % {"forms": forms}, forms=forms
        )


class NoSuchLanguage(PalermoError):
    """The forms of the project are not written in this language."""

    code = "no_such_form_language"
    status = HTTPStatus.BAD_REQUEST
    template = gettext_lazy("The forms are not written in this language. There are: %(languages)s.")
    schema = {"languages": Detail.WORDS}

    def __init__(self, languages: str) -> None:
        words = _("The forms are not written in this language. There are: %(languages)s.")
        super().__init__(words % {"languages": languages}, languages=languages)


class FormNotWritten(PalermoError):
    """The workbook of a form cannot be written to that place."""

    code = "form_not_written"
    status = HTTPStatus.BAD_REQUEST
    template = gettext_lazy(
        "The form cannot be written there. The folder must exist, and no other program may hold the file."
    )


class FormNotCompiled(PalermoError):
    """A form is no valid XLSForm; *problem* is the compiler's sentence."""

    code = "form_not_compiled"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    template = gettext_lazy("The form cannot be compiled.")

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)

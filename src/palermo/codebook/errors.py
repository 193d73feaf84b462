"""What can go wrong in the codebook: its own files, or an answer that does not fit a variable."""

from http import HTTPStatus
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.errors import Detail, PalermoError


class CodebookError(PalermoError):
    """A data file of the codebook is wrong. Names the file and, where known, the line (the header is line 1)."""

    code = "codebook_data"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    template = gettext_lazy("A data file of the codebook is wrong.")
    schema = {"file": Detail.FILE, "line": Detail.NUMBER}

    def __init__(self, problem: str, *, file: Path | str | None = None, line: int | None = None) -> None:
        self.problem = problem
        self.file = Path(file).name if file is not None else None
        self.line = line
        where = ""
        if self.file:
            where = f"{self.file}, line {line}: " if line else f"{self.file}: "
        super().__init__(f"{where}{problem}", file=self.file, line=line)


class AnswerError(PalermoError):
    """An answer does not fit its variable. *expected* says, in the reader's language, what would fit."""

    code = "answer_not_understood"
    status = HTTPStatus.BAD_REQUEST
    template = gettext_lazy("Expected %(expected)s.")
    schema = {"expected": Detail.WORDS}

    def __init__(self, expected: str) -> None:
        self.expected = expected
        super().__init__(_("Expected %(expected)s.") % {"expected": expected}, expected=expected)

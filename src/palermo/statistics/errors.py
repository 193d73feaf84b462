"""What can go wrong when counting, in words."""

from __future__ import annotations

from palermo.errors import PalermoError


class NoExtract(PalermoError):
    """There is nothing to count yet."""

    code = "no_extract"


class DamagedExtract(PalermoError):
    """The extract's files do not fit its manifest; it must be built again."""

    code = "damaged_extract"


class BadQuestion(PalermoError):
    """A filter, scheme, mission or measure that does not exist; the message says what does."""

    code = "bad_question"

"""The root of every error that a person may read.

An error has a stable ``code`` for programs, a translated ``message`` for people and ``details`` for both; the same
object is shown on a page, by the API and by the command line. A message never says whether a person or a case exists,
and holds no value of a person: it ends in logs, on shared screens and in the history of a terminal.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Every error of the program by its code, filled as modules are imported.
REGISTRY: dict[str, type[PalermoError]] = {}


class Detail(Enum):
    """What a detail of an error may be; the value is shown in the documentation. None of them is free text."""

    CODE = "a code"
    NUMBER = "a whole number"
    FILE = "the name of a file"
    WORDS = "words of Palermo in the reader's language"
    ADDRESS = "the e-mail address of an account"
    INCIDENT = "the code under which the log tells more"


class PalermoError(Exception):
    """Something a person can understand and act on.

    A subclass sets ``code`` (unique, for ever), ``status`` (of HTTP), ``template`` (its sentence, with the details by
    name) and ``schema`` (the details it may carry; JSON-ready). ``message`` is more precise where the place that raises
    it knows more than the template. Programming mistakes and broken installations have a status of 500 or more; what
    they say is for whoever runs Palermo, so a page shows their template only.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST
    template: ClassVar[str | Promise] = _("This cannot be done.")
    schema: ClassVar[Mapping[str, Detail]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        code = cls.__dict__.get("code", "")
        if not isinstance(code, str) or not code.replace("_", "").isalnum() or code != code.lower():
            raise TypeError(f"{cls.__qualname__} needs a code of its own, in lower case.")
        holder = REGISTRY.setdefault(code, cls)
        if (holder.__module__, holder.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"{cls.__qualname__} takes the code {code!r} of {holder.__qualname__}.")
        REGISTRY[code] = cls

    def __init__(self, message: str | Promise = "", **details: Any) -> None:
        self.message = str(message) or str(self.template) % details
        self.details = details
        super().__init__(self.message)

    def as_dict(self) -> dict[str, Any]:
        """The form in which programs receive it. A detail that the schema does not name stays behind."""
        details = {name: value for name, value in self.details.items() if name in self.schema}
        return {"code": self.code, "message": self.message, "details": details}


REGISTRY[PalermoError.code] = PalermoError

"""The acts that can be recorded, each with the sentence a person reads and the details it may carry.

Threat: the audit outlives erasure and is read by people who may not see identities, so it must never hold one. No
kind of detail is free text; each has a form in which a name, a date of birth or a telephone number has no place. What
somebody wrote (a reason, a note) belongs into the vault; the entry names the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from palermo.audit.errors import EntryRefused, UnknownAct

_ACT = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+")
_NAME = re.compile(r"[a-z][a-z_]*")
#: ``forced_labour``, ``UKR``, ``X-CARIBBEAN``; not ``Anna``, ``A.`` or a number.
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}|[A-Z][A-Z0-9-]{1,31}")
_OPAQUE = re.compile(r"[a-z2-7]{16}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
#: A list longer than this is a bulk act: record its count and the digest of its ids.
LONGEST_LIST = 100
#: Parameters of ``record``, which cannot be details as well.
_TAKEN = frozenset({"act", "actor", "object_kind", "object_id", "object_ids", "mission", "object"})


def _listed(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    def accepts(value: Any) -> bool:
        return (
            isinstance(value, list)
            and len(value) <= LONGEST_LIST
            and all(isinstance(one, str) and pattern.fullmatch(one) for one in value)
        )

    return accepts


def _text(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


class Detail(Enum):
    """What a detail may be. The value is shown in errors."""

    COUNT = "a whole number, 0 or more"
    FLAG = "true or false"
    CODE = "a code of the codebook or of the program"
    CODES = "a list of codes"
    OPAQUE = "an opaque identifier"
    OPAQUES = "a list of opaque identifiers"
    DIGEST = "64 hexadecimal digits"
    MOMENT = "a moment in UTC, YYYY-MM-DDTHH:MM:SSZ"

    def accepts(self, value: Any) -> bool:
        return _FORMS[self](value)


_FORMS: Mapping[Detail, Callable[[Any], bool]] = {
    Detail.COUNT: lambda value: type(value) is int and 0 <= value < 2**63,
    Detail.FLAG: lambda value: isinstance(value, bool),
    Detail.CODE: _text(_CODE),
    Detail.CODES: _listed(_CODE),
    Detail.OPAQUE: _text(_OPAQUE),
    Detail.OPAQUES: _listed(_OPAQUE),
    Detail.DIGEST: _text(_DIGEST),
    Detail.MOMENT: _text(_MOMENT),
}


class Identifier(Enum):
    """The form of an identifier. A reference that a mission chose is none: it may be a passport's."""

    OPAQUE = r"[a-z2-7]{16}"
    NUMBER = r"[0-9]{1,19}"
    CODE = r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}"
    NONE = r""


@dataclass(frozen=True, slots=True)
class ObjectKind:
    """What acts are done to: ``label`` is a translatable noun."""

    name: str
    label: Any
    identifier: Identifier


@dataclass(frozen=True, slots=True)
class Act:
    """``sentence`` is a lazily translated template with ``%(actor)s``, ``%(object)s`` and details by name."""

    name: str
    sentence: Any
    details: Mapping[str, Detail] = field(default_factory=dict)
    optional: Mapping[str, Detail] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether one entry stands for several objects, their number being the detail ``count``."""
        return "count" in self.details


ACTS: dict[str, Act] = {}
OBJECT_KINDS: dict[str, ObjectKind] = {}
#: Code -> the word a person reads for it. A code that stands for two things in two packages keeps the first word.
WORDS: dict[str, Any] = {}


def define(
    name: str,
    sentence: Any,
    *,
    details: Mapping[str, Detail] | None = None,
    optional: Mapping[str, Detail] | None = None,
) -> Act:
    """Add an act; ``details`` must be given with each record of it, ``optional`` may. Raises UnknownAct.

    Call it in the module ``acts`` of the package that does the act. ``sentence`` comes from gettext_lazy or, with a
    detail ``count``, from ngettext_lazy.
    """
    act = Act(name, sentence, dict(details or {}), dict(optional or {}))
    if not _ACT.fullmatch(name) or len(name) > 64:
        raise UnknownAct(
            f"{name!r} is not the name of an act: use words with a dot between, such as case.read."
        )
    names = [*act.details, *act.optional]
    if len(set(names)) < len(names) or any(n in _TAKEN or not _NAME.fullmatch(n) for n in names):
        raise UnknownAct(
            f"{name}: details are named once, in lower case, and not like a parameter of record()."
        )
    if name in ACTS:
        raise UnknownAct(f"The act {name} is defined twice.")
    ACTS[name] = act
    return act


def define_object_kind(name: str, label: Any, identifier: Identifier) -> ObjectKind:
    """Add a kind of object and the form of its identifiers. Raises UnknownAct for a second of the same name."""
    if name in OBJECT_KINDS or not _NAME.fullmatch(name) or len(name) > 32:
        raise UnknownAct(f"The kind of object {name!r} is defined twice, or is not one lower-case word.")
    OBJECT_KINDS[name] = ObjectKind(name, label, identifier)
    return OBJECT_KINDS[name]


def define_words(words: Iterable[tuple[Any, Any]]) -> None:
    """Say how codes of details are read: pairs of code and lazily translated word, such as the choices of a model."""
    for code, word in words:
        WORDS.setdefault(str(code), word)


def known_act(name: str) -> Act:
    """The definition. Raises UnknownAct."""
    if name not in ACTS:
        raise UnknownAct(f"Nobody has defined the act {name!r}.")
    return ACTS[name]


def check_details(act: Act, details: Mapping[str, Any]) -> None:
    """Raises UnknownAct for a name that the act does not carry or lacks, EntryRefused for a value of another form."""
    allowed = {**act.details, **act.optional}
    if unknown := sorted(set(details) - set(allowed)):
        raise UnknownAct(f"{act.name} carries no {', '.join(unknown)}.")
    if absent := sorted(set(act.details) - set(details)):
        raise UnknownAct(f"{act.name} needs {', '.join(absent)}.")
    for name, value in details.items():
        if not allowed[name].accepts(value):
            # The value itself stays out of the message, which may end in a log.
            raise EntryRefused(f"{act.name}: {name} must be {allowed[name].value}.", detail=name)

"""An entry as a sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from palermo.audit.registry import ACTS, OBJECT_KINDS, WORDS
from palermo.audit.selectors import Entry


def sentence(
    entry: Entry,
    *,
    actor_name: Callable[[str], str] = str,
    named: Callable[[Entry], str] | None = None,
) -> str:
    """What happened, from the act's template. ``actor_name`` may turn the label into a name shown to colleagues,
    ``named`` the object into words (default: ``object_name``).

    An act that this version does not know any more is told by its own name: an entry is never left out.
    """
    words: dict[str, Any] = {name: _shown(value) for name, value in entry.details.items()}
    words |= {"actor": actor_name(entry.actor), "object": (named or object_name)(entry), "act": entry.act}
    act = ACTS.get(entry.act)
    if act is None:
        return _("%(actor)s: %(act)s, %(object)s.") % words
    return str(act.sentence % words)


def object_name(entry: Entry) -> str:
    """The kind of object in the reader's language, and its opaque identifier."""
    kind = OBJECT_KINDS.get(entry.object_kind)
    label = str(kind.label) if kind else entry.object_kind
    return f"{label} {entry.object_id}".strip()


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(_shown(each)) for each in value)
    return str(WORDS.get(value, value)) if isinstance(value, str) else value

"""What the focal point for data protection reads of the audit; whoever reads it is on record as well.

The gate: the focal point, and the system. Nothing is handed over before its reading is committed. Names of colleagues
are looked up when a line is shown; the audit itself keeps labels only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import not_here, require_focal_point
from palermo.access.models import Account
from palermo.audit.recent import Recent, verify_recent
from palermo.audit.recording import audited, record
from palermo.audit.registry import Identifier
from palermo.audit.selectors import LARGEST_PAGE, Entry, Filters, Linked, entries, linked, newest
from palermo.audit.sentences import object_name, sentence

PAGE_SIZE = 50
_ACCOUNT = "account:"
_SYSTEM = "system:"
_OPAQUE = re.compile(Identifier.OPAQUE.value)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is shown. ``account`` is the number of the account that acted, ``case`` the identifier of the
    case that it was about; "" for a part of the system, and for another object."""

    entry: Entry
    sentence: str
    account: str
    case: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of lines, newest first. ``next_after`` leads to the older ones; None on the last page."""

    lines: tuple[Line, ...]
    next_after: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """An account as the focal point sees it: who, in which role, where. ``name`` is its number when it is unknown."""

    number: int
    name: str
    role: str
    mission: str


@dataclass(frozen=True, slots=True)
class OneEntry:
    """One line and its place in the chain."""

    line: Line
    linked: Linked


def read_audit(actor: MaybeActor, filters: Filters, *, after: int | None = None) -> Lines:
    """A page of the audit. Raises NotSignedIn, NotFoundOrNotAllowed."""
    known = require_focal_point(actor)
    page = _page(filters, after)
    with audited():
        record(
            "audit.read", actor=audit_name(known), object_kind="audit", object_id="", filters=_in_use(filters)
        )
    return page


def read_entry(actor: MaybeActor, sequence: int) -> OneEntry:
    """One entry with its place in the chain. Raises NotSignedIn, NotFoundOrNotAllowed."""
    known = require_focal_point(actor)
    found = linked(sequence) if 0 < sequence < 2**63 else None
    if found is None:
        raise not_here()
    line = _lines([found.entry])[0]
    with audited():
        record("audit.entry_read", actor=audit_name(known), object_kind="audit", object_id="", entry=sequence)
    return OneEntry(line, found)


def read_case_history(
    actor: MaybeActor,
    case: str,
    *,
    individual: str = "",
    after: int | None = None,
    is_for_the_person: bool = False,
) -> Lines:
    """Who did what with a case (opaque identifier) and, where given, with its individual.

    ``is_for_the_person``: to be handed to the person concerned; colleagues are then named by their roles. A number that
    no case has gives an empty page. Raises NotSignedIn, NotFoundOrNotAllowed.
    """
    known = require_focal_point(actor)
    if not _OPAQUE.fullmatch(case):
        raise not_here()
    objects = tuple(one for one in (case, individual) if one)
    size = LARGEST_PAGE if is_for_the_person else PAGE_SIZE
    page = _page(Filters(objects=objects), after, by_role=is_for_the_person, size=size)
    with audited():
        record("audit.history_read", actor=audit_name(known), object_kind="case", object_id=case)
    return page


def read_account_history(actor: MaybeActor, number: int, *, after: int | None = None) -> tuple[Person, Lines]:
    """What an account did. Raises NotSignedIn, NotFoundOrNotAllowed, also for a number without account and entries."""
    known = require_focal_point(actor)
    if not 0 < number < 2**63:
        raise not_here()
    page = _page(Filters(actor=f"{_ACCOUNT}{number}"), after)
    account = Account.objects.select_related("mission").filter(pk=number).first()
    if account is None and not page.lines:
        raise not_here()
    with audited():
        record("audit.history_read", actor=audit_name(known), object_kind="account", object_id=str(number))
    return _person(number, account), page


def chain_end(actor: MaybeActor) -> Linked | None:
    """The newest entry with its hash, to be written down apart from the machine: it tells no more than that it is."""
    require_focal_point(actor)
    return newest()


def check_chain(actor: MaybeActor) -> Recent | None:
    """Verify the newest part of the chain. Not on record: a broken end takes no entry, and must be seen."""
    require_focal_point(actor)
    return verify_recent()


def people_to_choose(actor: MaybeActor) -> list[tuple[str, str]]:
    """Label and name of every account, by name: by whom the audit can be filtered."""
    require_focal_point(actor)
    found = Account.objects.order_by("display_name", "pk").values_list("pk", "display_name", "email")
    return [(f"{_ACCOUNT}{pk}", f"{name} ({email})") for pk, name, email in found]


def _page(filters: Filters, after: int | None, *, by_role: bool = False, size: int | None = None) -> Lines:
    found = entries(filters, after_sequence=after, limit=size or PAGE_SIZE)
    return Lines(tuple(_lines(found.entries, by_role=by_role)), found.next_after)


def _lines(found: Iterable[Entry], *, by_role: bool = False) -> list[Line]:
    shown = list(found)
    name, named = _naming(shown, by_role=by_role)
    return [
        Line(
            entry=entry,
            sentence=_begun(sentence(entry, actor_name=name, named=named)),
            # As the entry has it, which somebody may have changed: only what has the right form becomes a link.
            account=_number(entry.actor),
            case=entry.object_id
            if entry.object_kind == "case" and _OPAQUE.fullmatch(entry.object_id)
            else "",
        )
        for entry in shown
    ]


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _number(label: str) -> str:
    number = label.removeprefix(_ACCOUNT)
    is_one = label.startswith(_ACCOUNT) and number.isascii() and number.isdecimal() and len(number) < 19
    return number if is_one else ""


def _naming(shown: list[Entry], *, by_role: bool) -> tuple[Callable[[str], str], Callable[[Entry], str]]:
    """How to say who acted and on what: one query for all accounts of a page."""
    numbers = {_number(entry.actor) for entry in shown}
    numbers |= {_number(_ACCOUNT + entry.object_id) for entry in shown if entry.object_kind == "account"}
    keys = {int(number) for number in numbers if number}
    accounts = Account.objects.select_related("mission").in_bulk(keys)
    people = {str(key): _person(key, account) for key, account in accounts.items()}

    def said(number: str) -> str:
        person = people.get(number)
        if person is None:
            return _("account %(number)s") % {"number": number}
        if not by_role:
            return person.name
        if person.mission:
            return _("a person of %(mission)s (%(role)s)") % {"mission": person.mission, "role": person.role}
        return _("a person of the organisation (%(role)s)") % {"role": person.role}

    def name(label: str) -> str:
        if label.startswith(_ACCOUNT):
            return said(label.removeprefix(_ACCOUNT))
        if label.startswith(_SYSTEM):
            return _("Palermo (%(part)s)") % {"part": label.removeprefix(_SYSTEM)}
        return _("somebody who was not signed in")

    def named(entry: Entry) -> str:
        return said(entry.object_id) if entry.object_kind == "account" else object_name(entry)

    return name, named


def _person(number: int, account: Account | None) -> Person:
    if account is None:
        return Person(number, _("account %(number)s") % {"number": number}, "", "")
    mission = account.mission.name if account.mission else ""
    return Person(number, account.display_name, account.get_role_display(), mission)


def _in_use(filters: Filters) -> list[str]:
    names = ("actor", "act", "object_kind", "object_id", "mission", "since", "until")
    return [name for name in names if getattr(filters, name)]

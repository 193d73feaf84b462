"""The only door to plaintext: for these individuals, for this reason, until the block ends.

Threat: any code that holds a row could print it, cache it or send it (logs, error pages, sessions, pickles).
So rows hold ciphertext, and a value is opened only while the gate keeps a clearance open in this thread or
task. Nothing opened is remembered; the keys go when the block ends.

    with clearance("case page", individuals={case.individual_id}, missions={"UKR"}, witness=audit.read_of) as seen:
        ...
    seen.opened  # whose values were really opened

Only ``access/uncovering`` calls this (its test says so); the vault does not know who may see whom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext as _

from palermo.vault.errors import NoClearance
from palermo.vault.individual_keys import IndividualKeys, individual_keys, keys_of_many
from palermo.vault.opened import Vault
from palermo.vault.opened import vault as this_vault

Witness = Callable[[str], None]

#: For so many individuals all keys are fetched together at the first use of one.
AT_ONCE = 500


class Clearance:
    """What may be opened. ``witness`` is told of each individual before the first of its values is opened;
    when it raises, nothing is opened (an act that cannot be audited does not happen: design, security 6)."""

    def __init__(
        self,
        reason: str,
        individuals: frozenset[str],
        missions: frozenset[str] | None,
        witness: Witness | None,
        vault: Vault,
    ) -> None:
        self.reason = reason
        self.individuals = individuals
        self.missions = missions
        self.vault = vault
        self._witness = witness
        self._opened: set[str] = set()
        self._keys: dict[str, IndividualKeys] = {}
        self._is_over = False

    def __repr__(self) -> str:
        return f"<Clearance for {len(self.individuals)} individuals{', over' if self._is_over else ''}>"

    def __reduce__(self) -> str:
        raise TypeError("A clearance ends with its block and cannot be stored or sent.")

    @property
    def opened(self) -> frozenset[str]:
        """The individuals of whom a value was opened so far."""
        return frozenset(self._opened)

    def keys(self, individual: str) -> IndividualKeys:
        """The individual's keys. Raises NoClearance, or NoKey when there are none."""
        if self._is_over or individual not in self.individuals:
            raise no_clearance()
        if not self._keys and 1 < len(self.individuals) <= AT_ONCE:
            # A list of people, or the candidates of a search: one question instead of one each.
            self._keys = keys_of_many(self.vault, list(self.individuals), self.missions)
        found = self._keys.get(individual)
        if found is None:
            found = self._keys[individual] = individual_keys(self.vault, individual, self.missions)
        return found

    def open(self, individual: str, envelope: bytes, additional: bytes) -> bytes:
        """The content of a value sealed for ``individual``."""
        key = self.keys(individual).for_envelope(envelope)
        self.note(individual)
        return key.fields.open(envelope, additional)

    def seal(self, individual: str, content: bytes, additional: bytes) -> bytes:
        """The envelope of ``content`` under the individual's newest key. Writing is no reading: nobody is
        noted."""
        return self.keys(individual).newest.fields.seal(content, additional)

    def note(self, individual: str) -> None:
        """Tell the witness, once, that this individual's values are about to be read."""
        if individual not in self._opened:
            if self._witness is not None:
                self._witness(individual)
            self._opened.add(individual)

    def end(self) -> None:
        self._is_over = True
        self._keys.clear()


_current: ContextVar[Clearance | None] = ContextVar("palermo_clearance", default=None)


@contextmanager
def clearance(
    reason: str,
    *,
    individuals: Iterable[str],
    missions: Iterable[str] | None = None,
    witness: Witness | None = None,
    vault: Vault | None = None,
) -> Iterator[Clearance]:
    """Let this thread or task open and seal values of ``individuals`` (opaque identifiers) until the block
    ends.

    ``missions`` limits whose keys are used; None means any mission that holds one. Inside another clearance
    only the inner one counts. ``reason`` is for the audit, in the code's words, never a value.
    """
    if not reason:
        raise ValueError("A clearance needs a reason.")
    if isinstance(individuals, str) or isinstance(missions, str):
        raise TypeError("Give a collection of identifiers, not one text.")
    opened = Clearance(
        reason,
        frozenset(individuals),
        None if missions is None else frozenset(missions),
        witness,
        vault or this_vault(),
    )
    token = _current.set(opened)
    try:
        yield opened
    finally:
        _current.reset(token)
        opened.end()


def current_clearance() -> Clearance:
    """The clearance of this thread or task. Raises NoClearance when there is none."""
    found = _current.get()
    if found is None:
        raise no_clearance()
    return found


def no_clearance() -> NoClearance:
    return NoClearance(_("This is protected and was not opened for you."))

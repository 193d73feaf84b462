"""The foot of the ladder: one key an individual, wrapped under the key of each mission that assists the
person.

A person helped by two missions has one key and two wraps; withdrawing one mission's wrap ends that mission's
access and leaves the other's. Generations: after a leak an individual gets a new key, and the old one only
opens (``renewal``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from palermo.vault.derive import new_key, new_key_id, subkey
from palermo.vault.envelope import Cipher, key_id_of
from palermo.vault.errors import NoKey, RotationUnfinished
from palermo.vault.mission_keys import MissionKey, current_mission_key, is_current, mission_key
from palermo.vault.opened import Vault
from palermo.vault.place import context

#: Individuals whose keys are stored in one transaction.
BATCH = 5_000
ATTEMPTS = 5
#: generation, mission, key identifier, row of the mission key, wrapped key
WrapRow = tuple[int, str, bytes, int, bytes]
INSERT = (
    "INSERT INTO individual_keys (individual, generation, mission, key_id, mission_key, wrapped)"
    " SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS (SELECT 1 FROM individual_keys WHERE individual = ?1)"
)


@dataclass(slots=True)
class IndividualKey:
    """One generation of an individual's key. ``secret`` is used for nothing but deriving."""

    key_id: bytes
    generation: int
    secret: bytes = field(repr=False)
    _fields: Cipher | None = field(default=None, repr=False)

    @property
    def fields(self) -> Cipher:
        """Seals and opens the columns of rows."""
        if self._fields is None:
            self._fields = Cipher(subkey(self.secret, "individual fields"), self.key_id)
        return self._fields

    @property
    def attachments(self) -> bytes:
        """The key from which every attachment derives its own."""
        return subkey(self.secret, "individual attachments")


@dataclass(frozen=True, slots=True)
class IndividualKeys:
    """The keys of one individual, newest generation first."""

    generations: tuple[IndividualKey, ...]

    @property
    def newest(self) -> IndividualKey:
        """The one that seals."""
        return self.generations[0]

    def for_envelope(self, envelope: bytes) -> IndividualKey:
        """The one that sealed ``envelope``. Raises NoKey when it is not one of this individual's."""
        return self.named(key_id_of(envelope))

    def named(self, key_id: bytes) -> IndividualKey:
        for key in self.generations:
            if key.key_id == key_id:
                return key
        raise no_key()


def no_key() -> NoKey:
    return NoKey(_("There is no key for this record."))


def wrap_context(individual: str, mission: str, generation: int, key_id: bytes) -> bytes:
    """What a wrapped individual key is bound to."""
    return context("individual key", individual, mission, str(generation), key_id.hex())


def create_individual_keys(vault: Vault, individuals: Iterable[str], *, mission: str) -> int:
    """Give each individual a key under ``mission``'s; how many were new. Calling again changes nothing.

    Raises NoKey when one of them has a key under other missions only (share it instead), or was erased: a
    person who was forgotten does not come back under the same identifier.
    """
    names = list(dict.fromkeys(individuals))
    if not all(names):
        raise ValueError("An individual needs an identifier.")
    return sum(
        _create_batch(vault, names[start : start + BATCH], mission) for start in range(0, len(names), BATCH)
    )


def individual_keys(vault: Vault, individual: str, missions: Collection[str] | None = None) -> IndividualKeys:
    """The individual's keys as far as ``missions`` hold them (None: any mission). Raises NoKey when none
    does."""
    found = keys_of_many(vault, [individual], missions)
    if not found:
        raise no_key()
    return found[individual]


def keys_of_many(
    vault: Vault, individuals: Sequence[str], missions: Collection[str] | None = None
) -> dict[str, IndividualKeys]:
    """The same for several individuals at once (at most some thousand); those without a key are left out."""
    rows = _rows(vault, individuals)
    while True:
        try:
            found = {name: _unwrap(vault, name, held, missions) for name, held in rows.items()}
        except NoKey:
            # A rotation may have moved the rows to a new mission key after we read them.
            before, rows = rows, _rows(vault, individuals)
            if rows == before:
                raise
        else:
            return {name: keys for name, keys in found.items() if keys.generations}


def _rows(vault: Vault, individuals: Sequence[str]) -> dict[str, list[WrapRow]]:
    marks = ",".join("?" * len(individuals))
    found: dict[str, list[WrapRow]] = {}
    for individual, *wrapped in vault.keystore.connection.execute(
        "SELECT individual, generation, mission, key_id, mission_key, wrapped FROM individual_keys"  # noqa: S608
        f" WHERE individual IN ({marks}) AND is_live ORDER BY generation DESC, slot",
        individuals,
    ).fetchall():
        found.setdefault(individual, []).append(tuple(wrapped))
    return found


def _unwrap(
    vault: Vault, individual: str, rows: Sequence[WrapRow], missions: Collection[str] | None
) -> IndividualKeys:
    found: dict[int, IndividualKey] = {}
    for generation, mission, key_id, number, wrapped in rows:
        if generation in found or (missions is not None and mission not in missions):
            continue
        bound_to = wrap_context(individual, mission, generation, key_id)
        secret = mission_key(vault, number).cipher.open(wrapped, bound_to)
        found[generation] = IndividualKey(key_id, generation, secret)
    return IndividualKeys(tuple(found.values()))


def wrap(key: IndividualKey, individual: str, under: MissionKey) -> bytes:
    """The bytes that the store keeps for ``key`` under a mission's key."""
    return under.cipher.seal(key.secret, wrap_context(individual, under.mission, key.generation, key.key_id))


def _create_batch(vault: Vault, names: Sequence[str], mission: str) -> int:
    for _attempt in range(ATTEMPTS):
        known = _holders(vault, names, mission)
        under = current_mission_key(vault, mission)
        rows = []
        for name in names:
            if name not in known:
                key = IndividualKey(new_key_id(), 1, new_key())
                rows.append((name, 1, mission, key.key_id, under.number, wrap(key, name, under)))
        if not rows:
            return 0
        with vault.keystore.write() as connection:
            if not is_current(connection, under.number):
                continue
            made = connection.executemany(INSERT, rows).rowcount
        if made < len(rows):
            # Another process was there first: it must have been for the same mission.
            _holders(vault, names, mission)
        return made
    raise RotationUnfinished("The mission's key changes faster than keys can be stored.")


def _holders(vault: Vault, names: Sequence[str], mission: str) -> set[str]:
    """Which of ``names`` have a live key under ``mission``; NoKey when one has rows but not that."""
    seen: set[str] = set()
    held: set[str] = set()
    for start in range(0, len(names), 500):
        part = names[start : start + 500]
        marks = ",".join("?" * len(part))
        for name, holder, live in vault.keystore.connection.execute(
            f"SELECT individual, mission, is_live FROM individual_keys WHERE individual IN ({marks})",  # noqa: S608
            part,
        ).fetchall():
            seen.add(name)
            if live and holder == mission:
                held.add(name)
    if seen - held:
        raise no_key()
    return held

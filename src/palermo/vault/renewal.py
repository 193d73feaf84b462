"""After a leak: new keys for individuals, values sealed again, old keys destroyed.

Rotating a mission's key does not help against somebody who has already unwrapped the keys of its individuals.
So each individual gets a key of the next generation. From then on every save seals under it; ``reseal_rows``
does the same for what nobody saves; ``drop_old_generations`` destroys the earlier keys. All three may be
repeated after a crash.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from django.db import models, transaction

from palermo.vault.attributes import individual_of, place_of
from palermo.vault.derive import new_key, new_key_id
from palermo.vault.encrypted_field import EncryptedField
from palermo.vault.envelope import key_id_of
from palermo.vault.errors import NoKey, RotationUnfinished
from palermo.vault.individual_keys import ATTEMPTS, IndividualKey, individual_keys, no_key, wrap
from palermo.vault.mission_keys import current_mission_key, is_current
from palermo.vault.opened import Vault
from palermo.vault.place import Place
from palermo.vault.scrubbing import scrub
from palermo.vault.sealed import Sealed
from palermo.vault.sharing import WIPE, holders
from palermo.vault.streams import SealedReader, SealedWriter


def renew_individual_key(vault: Vault, individual: str) -> int:
    """Give ``individual`` a key of the next generation under every mission that holds one; return the
    generation."""
    for _attempt in range(ATTEMPTS):
        newest = individual_keys(vault, individual).newest.generation
        key = IndividualKey(new_key_id(), newest + 1, new_key())
        names = holders(vault, individual)
        under = [current_mission_key(vault, mission) for mission in names]
        rows = [
            (individual, key.generation, held.mission, key.key_id, held.number, wrap(key, individual, held))
            for held in under
        ]
        with vault.keystore.write() as connection:
            # A second holder, a rotation or another renewal may have come between.
            if holders(vault, individual) != names or not all(
                is_current(connection, k.number) for k in under
            ):
                continue
            found = connection.execute(
                "SELECT max(generation) FROM individual_keys WHERE individual = ? AND is_live", (individual,)
            ).fetchone()[0]
            if found is None:
                raise no_key()
            if found != newest:
                return int(found)
            connection.executemany(
                "INSERT INTO individual_keys (individual, generation, mission, key_id, mission_key, wrapped)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                rows,
            )
            return key.generation
    raise RotationUnfinished("The mission's key changes faster than keys can be stored.")


def reseal_rows(vault: Vault, rows: Iterable[models.Model]) -> int:
    """Seal again, under the newest keys, what in ``rows`` lies under older ones; how many values changed.

    Plaintext exists only inside this function. A row that somebody saves meanwhile is left alone.
    """
    return sum(_reseal(vault, row) for row in rows)


def reseal_stream(vault: Vault, source: BinaryIO, target: BinaryIO, individual: str, place: Place) -> None:
    """The same for an attachment: read ``source``, write ``target``. The caller puts it in the old one's
    place."""
    keys = individual_keys(vault, individual)
    reader = SealedReader.with_keys(source, keys, place)
    with SealedWriter.with_key(target, keys.newest, place) as writer:
        for piece in reader.chunks():
            writer.write(piece)


def drop_old_generations(vault: Vault, individual: str) -> None:
    """Destroy all but the newest key. What was not sealed again before is lost: ask ``still_old`` first."""
    with vault.keystore.write() as connection:
        newest = connection.execute(
            "SELECT max(generation) FROM individual_keys WHERE individual = ? AND is_live", (individual,)
        ).fetchone()[0]
        if newest is None:
            raise no_key()
        old = connection.execute(
            "SELECT wrapped FROM individual_keys WHERE individual = ? AND generation < ? AND is_live",
            (individual, newest),
        ).fetchall()
        connection.execute(
            f"UPDATE individual_keys SET {WIPE} WHERE individual = ? AND generation < ?",  # noqa: S608
            (individual, newest),
        )
    scrub(vault.keystore, [row[0] for row in old])


def still_old(vault: Vault, rows: Iterable[models.Model]) -> int:
    """How many values in ``rows`` lie under a key that is not their individual's newest."""
    return sum(
        key_id_of(bytes(held)) != individual_keys(vault, individual_of(row)).newest.key_id
        for row in rows
        for _field, held in _sealed_values(row)
    )


def _reseal(vault: Vault, row: models.Model) -> int:
    individual = individual_of(row)
    try:
        keys = individual_keys(vault, individual)
    except NoKey:
        return 0  # erased: there is nothing to read, and so nothing to seal again
    changed = 0
    for field, held in _sealed_values(row):
        envelope = bytes(held)
        if key_id_of(envelope) == keys.newest.key_id:
            continue
        additional = place_of(field, row).additional_data()
        content = keys.for_envelope(envelope).fields.open(envelope, additional)
        fresh = Sealed(keys.newest.fields.seal(content, additional))
        changed += _replace(row, field, held, fresh)
    return changed


def _replace(row: models.Model, field: EncryptedField[Any], held: Sealed, fresh: Sealed) -> int:
    """Compare and set, in one statement."""
    manager = type(row)._base_manager
    with transaction.atomic():
        current = manager.select_for_update().filter(pk=row.pk).values_list(field.name, flat=True).first()
        if current != held:
            return 0
        return manager.filter(pk=row.pk).update(**{field.name: fresh})


def _sealed_values(row: models.Model) -> Iterator[tuple[EncryptedField[Any], Sealed]]:
    for field in row._meta.concrete_fields:
        if isinstance(field, EncryptedField):
            held = getattr(row, field.attname)
            if held is not None:
                yield field, held

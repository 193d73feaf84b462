"""A person is forgotten when the keys are."""

from __future__ import annotations

import io
import shutil
import sqlite3
from pathlib import Path

import pytest

from palermo.vault import erasure
from palermo.vault.certificate import Certificate, CertificateRefused, public_key, verify
from palermo.vault.clearance import clearance
from palermo.vault.copies import copy_keystore
from palermo.vault.erasure import certificates, destroy_individual_keys, destroy_many, erase_again, unfinished
from palermo.vault.errors import ErasureUnfinished, NoKey
from palermo.vault.individual_keys import create_individual_keys, individual_keys
from palermo.vault.keystore import Keystore
from palermo.vault.opened import Vault
from palermo.vault.place import Place
from palermo.vault.sharing import share_individual_key
from palermo.vault.streams import SealedReader, SealedWriter
from tests.vault.processes import killed_at_line

PEOPLE = [f"person{number:06d}" for number in range(3000)]
ANNA = PEOPLE[1234]
PLACE = Place("attachment", "content", "row1")


def wrapped_keys(vault: Vault, individual: str) -> list[bytes]:
    return [
        row[0]
        for row in vault.keystore.connection.execute(
            "SELECT wrapped FROM individual_keys WHERE individual = ?", (individual,)
        )
    ]


def bytes_of(vault: Vault) -> bytes:
    return b"".join(path.read_bytes() for path in vault.home.keys.rglob("*") if path.is_file())


@pytest.fixture
def used(vault: Vault) -> Vault:
    """Three thousand people in an order that makes the tree of the store grow everywhere; one shared."""
    create_individual_keys(vault, sorted(PEOPLE, key=hash), mission="UKR")
    share_individual_key(vault, ANNA, from_mission="UKR", to_mission="MDA")
    return vault


def test_no_byte_of_the_keys_is_left_in_any_file(used: Vault) -> None:
    former = wrapped_keys(used, ANNA)
    secret = individual_keys(used, ANNA).newest.secret
    assert len(former) == 2
    assert all(key in bytes_of(used) for key in former)
    destroy_individual_keys(used, ANNA)
    left = bytes_of(used)
    for key in [*former, secret]:
        for start in range(0, len(key) - 8, 8):
            piece = key[start : start + 8]
            # The first bytes name the mission's key, which lives on.
            assert start < 16 or piece not in left
    with pytest.raises(NoKey):
        individual_keys(used, ANNA)
    assert individual_keys(used, PEOPLE[0]).newest
    assert individual_keys(used, PEOPLE[-1]).newest


def test_many_at_once_and_other_connections_open(used: Vault) -> None:
    others = [Vault(used.home) for _ in range(3)]
    for other in others:
        assert individual_keys(other, ANNA).newest
    gone = PEOPLE[::100]
    former = [wrapped_keys(used, name)[0] for name in gone]
    made = destroy_many(used, gone, reason="retention")
    assert [certificate.reason for certificate in made] == ["retention"] * 30
    left = bytes_of(used)
    assert not any(key[21:37] in left or key[37:53] in left for key in former)
    for other in others:
        with pytest.raises(NoKey):
            individual_keys(other, gone[3])


def test_a_backup_of_the_database_is_of_no_use(used: Vault, tmp_path: Path) -> None:
    """The same with the real thing: ciphertext in a copied database and attachment, and today's key store."""
    place = Place("story", "text", "row1")
    database = tmp_path / "database.sqlite3"
    attachment = tmp_path / "attachment"
    with clearance("test", individuals=[ANNA], vault=used) as seen:
        with sqlite3.connect(database) as connection:
            connection.execute("CREATE TABLE story (individual, text)")
            sealed = seen.seal(ANNA, "Оксана Шевченко".encode(), place.additional_data())
            connection.execute("INSERT INTO story VALUES (?, ?)", (ANNA, sealed))
        with attachment.open("wb") as target, SealedWriter(target, ANNA, PLACE) as writer:
            writer.write(b"%PDF passport")
    backup = tmp_path / "backup"
    backup.mkdir()
    shutil.copy(database, backup)
    shutil.copy(attachment, backup)
    destroy_individual_keys(used, ANNA)
    old = sqlite3.connect(backup / "database.sqlite3").execute("SELECT text FROM story").fetchone()[0]
    with clearance("restored", individuals=[ANNA], vault=used) as seen:
        with pytest.raises(NoKey):
            seen.open(ANNA, old, place.additional_data())
        with pytest.raises(NoKey):
            SealedReader(io.BytesIO((backup / "attachment").read_bytes()), ANNA, PLACE)
    for path in [*tmp_path.rglob("*")]:
        if path.is_file():
            assert "Оксана".encode() not in path.read_bytes()
            assert b"passport" not in path.read_bytes()


def test_the_certificate_says_what_and_names_nobody(used: Vault) -> None:
    key_id = individual_keys(used, ANNA).newest.key_id.hex()
    made = destroy_individual_keys(used, ANNA)
    assert made.key_ids == (key_id,)
    assert (made.number, made.reason) == (1, "erasure_request")
    for forbidden in (ANNA, "UKR", "MDA"):
        assert forbidden not in made.as_json()
    verify(made, public_key(used))
    assert Certificate.from_json(made.as_json()) == made
    assert certificates(used) == [made]


def test_calling_again_gives_the_same_certificate(used: Vault) -> None:
    made = destroy_individual_keys(used, ANNA)
    assert destroy_individual_keys(used, ANNA, reason="retention") == made
    assert destroy_individual_keys(Vault(used.home), ANNA) == made


def test_nobody_erases_the_unknown_and_nobody_comes_back(used: Vault) -> None:
    with pytest.raises(NoKey):
        destroy_individual_keys(used, "nobody")
    with pytest.raises(ValueError, match="a word"):
        destroy_individual_keys(used, ANNA, reason="Anna asked for it")
    destroy_individual_keys(used, ANNA)
    with pytest.raises(NoKey):
        create_individual_keys(used, [ANNA], mission="UKR")
    with pytest.raises(NoKey):
        share_individual_key(used, ANNA, from_mission="UKR", to_mission="BLR")


@pytest.mark.usefixtures("quick_disk")
def test_killed_before_every_line_and_called_again(vault: Vault, tmp_path: Path) -> None:
    people = PEOPLE[:5]
    create_individual_keys(vault, people, mission="UKR")
    former = wrapped_keys(vault, people[0])[0]
    vault.keystore.close()
    start = tmp_path / "start"
    shutil.copytree(vault.home.keys, start)
    killed = 0
    for line in range(1, 100_000):
        shutil.rmtree(vault.home.keys)
        shutil.copytree(start, vault.home.keys)
        names = ("palermo.vault.erasure", "palermo.vault.scrubbing", "palermo.vault.certificate")
        if not killed_at_line(
            line, names, lambda: destroy_many(Vault(vault.home), people[:1], reason="test") and None
        ):
            break
        killed += 1
        again = Vault(vault.home)
        made = destroy_individual_keys(again, people[0])
        verify(made, public_key(again))
        assert unfinished(again) == []
        assert len(certificates(again)) == 1
        again.keystore.close()
        left = bytes_of(vault)
        assert former[21:37] not in left
        assert former[37:53] not in left
        assert individual_keys(Vault(vault.home), people[1]).newest
    assert killed > 30


def test_a_reader_who_holds_an_old_page_delays_it(used: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("palermo.vault.scrubbing.PATIENCE", 0.2)
    reader = Keystore(used.keystore.path).connection
    reader.execute("PRAGMA busy_timeout = 0")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM individual_keys").fetchall()
    used.keystore.connection.execute("PRAGMA busy_timeout = 0")
    with pytest.raises(ErasureUnfinished):
        destroy_individual_keys(used, ANNA)
    with pytest.raises(NoKey):
        individual_keys(used, ANNA)
    assert unfinished(used) == [ANNA]
    reader.execute("COMMIT")
    verify(destroy_individual_keys(used, ANNA), public_key(used))
    assert unfinished(used) == []


def test_a_restored_copy_does_not_bring_anybody_back(used: Vault, tmp_path: Path) -> None:
    copy_keystore(used, tmp_path / "copy")
    made = [destroy_individual_keys(used, name) for name in (ANNA, PEOPLE[7])]
    used.keystore.close()
    for path in used.keystore.files:
        path.unlink(missing_ok=True)
    shutil.copy(tmp_path / "copy", used.keystore.path)
    restored = Vault(used.home)
    assert individual_keys(restored, ANNA).newest
    assert erase_again(restored, made) == 2
    for name in (ANNA, PEOPLE[7]):
        with pytest.raises(NoKey):
            individual_keys(restored, name)
    assert erase_again(restored, made) == 0


def test_a_false_certificate_erases_nobody(used: Vault, tmp_path: Path) -> None:
    stranger = Certificate(
        1, "00" * 32, "retention", (), "2026-01-01T00:00:00+00:00", "x", public_key(used), "00" * 64
    )
    with pytest.raises(CertificateRefused):
        erase_again(used, [stranger])
    assert erasure.certificates(used) == []

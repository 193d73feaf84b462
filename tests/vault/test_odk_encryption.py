"""Interviews that a phone encrypted, made by an independent construction in Java, open here and nowhere else."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from palermo.home import Home
from palermo.vault.errors import CannotOpen, NotEncryptedForUs
from palermo.vault.odk_encryption import EncryptedFile, EncryptedSubmission, make_key_pair, open_submission
from palermo.vault.opened import Vault
from palermo.vault.setting_up import set_up_keys
from tests.interviews.openrosa.java import encrypted, needs_java

pytestmark = needs_java
VERSION = "aaaaaaaaaaaaaaaa"
#: Lengths around the blocks of the cipher, nothing at all, and more files than the seed has bytes.
FILES = {
    f"{number}.bin": bytes([number % 251]) * number for number in (0, 1, 15, 16, 17, 31, 32, 33, 1000)
} | {f"many-{number}.jpg": b"picture" * number for number in range(12)}
FORM = "<data id='f' version='2'><name>Жанна</name></data>".encode()
WHOLE = {**FILES, "submission.xml": FORM}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Vault, bytes, EncryptedSubmission]:
    """A vault, its sealed private key, and an interview that was encrypted for it."""
    vault = Vault(Home(tmp_path_factory.mktemp("home")))
    set_up_keys(vault, may_create=True)
    public, sealed = make_key_pair(VERSION, vault=vault)
    manifest, files = encrypted(public, "f", "2", "uuid:1", WHOLE)
    text = manifest.decode()
    return vault, sealed, EncryptedSubmission(
        form_id="f",
        version="2",
        instance_id="uuid:1",
        encrypted_key=found(text, "base64EncryptedKey"),
        signature=found(text, "base64EncryptedElementSignature"),
        files=tuple(
            EncryptedFile(name.removesuffix(".enc"), content) for name, content in files.items()
        ),
    )  # fmt: skip


def found(text: str, element: str) -> str:
    match = re.search(f"<{element}>([^<]+)</{element}>", text)
    assert match is not None
    return match[1]


def opened(made: tuple[Vault, bytes, EncryptedSubmission], **changed: Any) -> tuple[bytes, ...]:
    vault, sealed, sent = made
    return open_submission(replace(sent, **changed), sealed_private_key=sealed, version=VERSION, vault=vault)


def test_every_file_opens_as_it_was(made: tuple[Vault, bytes, EncryptedSubmission]) -> None:
    assert opened(made) == tuple(WHOLE.values())


def test_a_form_without_a_version(made: tuple[Vault, bytes, EncryptedSubmission]) -> None:
    vault = made[0]
    public, sealed = make_key_pair(VERSION, vault=vault)
    manifest, files = encrypted(public, "f", "", "uuid:1", {"submission.xml": FORM})
    sent = EncryptedSubmission(
        form_id="f",
        version="",
        instance_id="uuid:1",
        encrypted_key=found(manifest.decode(), "base64EncryptedKey"),
        signature=found(manifest.decode(), "base64EncryptedElementSignature"),
        files=(EncryptedFile("submission.xml", files["submission.xml.enc"]),),
    )
    assert open_submission(sent, sealed_private_key=sealed, version=VERSION, vault=vault) == (FORM,)


CHANGES: Mapping[str, Any] = {
    "another form": {"form_id": "g"},
    "another version": {"version": "3"},
    "another interview": {"instance_id": "uuid:2"},
    "no signature": {"signature": ""},
    "a signature that is no base 64": {"signature": "жжж"},
    "a signature of zeros": {"signature": base64.b64encode(bytes(384)).decode()},
    "no key": {"encrypted_key": ""},
    "a short key": {"encrypted_key": "AAAA"},
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=list(CHANGES))
def test_a_changed_manifest_opens_nothing(
    made: tuple[Vault, bytes, EncryptedSubmission], changed: Mapping[str, Any]
) -> None:
    with pytest.raises(NotEncryptedForUs):
        opened(made, **changed)


def test_key_and_signature_do_not_stand_for_one_another(
    made: tuple[Vault, bytes, EncryptedSubmission],
) -> None:
    sent = made[2]
    with pytest.raises(NotEncryptedForUs):
        opened(made, encrypted_key=sent.signature)
    with pytest.raises(NotEncryptedForUs):
        opened(made, signature=sent.encrypted_key)


@pytest.mark.parametrize("change", ["bit", "cut", "longer", "empty", "swapped", "dropped", "named", "twice"])
def test_changed_files_open_nothing(made: tuple[Vault, bytes, EncryptedSubmission], change: str) -> None:
    files = list(made[2].files)
    name, content = files[8].name, files[8].content
    if change == "swapped":
        files[8], files[9] = files[9], files[8]
    elif change == "dropped":
        del files[8]
    elif change == "twice":
        files.insert(8, files[8])
    else:
        files[8] = {
            "bit": EncryptedFile(name, content[:500] + bytes([content[500] ^ 1]) + content[501:]),
            "cut": EncryptedFile(name, content[:-16]),
            "longer": EncryptedFile(name, content + bytes(16)),
            "empty": EncryptedFile(name, b""),
            "named": EncryptedFile("another.bin", content),
        }[change]
    with pytest.raises(NotEncryptedForUs):
        opened(made, files=tuple(files))


def test_another_key_opens_nothing(made: tuple[Vault, bytes, EncryptedSubmission]) -> None:
    vault, _sealed, sent = made
    _public, other = make_key_pair(VERSION, vault=vault)
    with pytest.raises(NotEncryptedForUs):
        open_submission(sent, sealed_private_key=other, version=VERSION, vault=vault)


def test_the_private_key_opens_for_its_version_only(made: tuple[Vault, bytes, EncryptedSubmission]) -> None:
    vault, sealed, sent = made
    with pytest.raises(CannotOpen):
        open_submission(sent, sealed_private_key=sealed, version="bbbbbbbbbbbbbbbb", vault=vault)


def test_the_private_key_is_not_there_to_be_read(made: tuple[Vault, bytes, EncryptedSubmission]) -> None:
    assert b"\x30\x82" not in made[1][:64]
    assert base64.b64decode(make_key_pair(VERSION, vault=made[0])[0])[:2] == b"\x30\x82"

"""Interviews that ODK Collect encrypted: a manifest in clear, which names files that only this server opens.

Collect sends the manifest with each of several posts, and the filled form in the last. What comes before waits, sealed;
when everything is there it is opened in memory, compared with what the manifest says, and received like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from palermo.interviews.actions.keep_waiting_files import (
    drop_waiting_files,
    keep_waiting_files,
    waiting_files,
)
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.intake.arrival import Arrival, ArrivedFile, Receipt
from palermo.interviews.intake.errors import UnknownForm
from palermo.interviews.models import Channel, Device
from palermo.interviews.openrosa.errors import EncryptionRefused, FilesMissing
from palermo.interviews.openrosa.uploads import Upload
from palermo.interviews.publishing.offered import offered_version
from palermo.interviews.xforms.instances import own_text, read_instance
from palermo.interviews.xforms.names import namespace
from palermo.vault.errors import NotEncryptedForUs
from palermo.vault.odk_encryption import EncryptedFile, EncryptedSubmission, open_submission

NAMESPACE = "http://www.opendatakit.org/xforms/encrypted"
SUFFIX = ".enc"
#: Files of one interview; Collect itself sends no more in a post.
MOST_FILES = 100


def is_manifest(xml: bytes) -> bool:
    """Whether this is the manifest of an encrypted interview. Raises InstanceRefused for what cannot be read."""
    # No filled form names it, so none is read twice for the question.
    return NAMESPACE.encode() in xml and namespace(read_instance(xml).tree.tag) == NAMESPACE


def receive_encrypted(device: Device, upload: Upload) -> Receipt | None:
    """The receipt when everything has come, None while more is to follow.

    Raises UnknownForm, EncryptionRefused, FilesMissing, SubmissionTooLarge, what ``receive_submission`` raises. What
    waited stays then, sealed, until the device has sent it again or the days are over.
    """
    manifest = _read_manifest(upload.xml)
    version = offered_version(device.mission, manifest.form_id, manifest.version)
    if version is None or not version.public_key or version.sealed_private_key is None:
        raise UnknownForm
    came = {file.name: _bytes_of(file) for file in upload.files}
    expected = [f"{file.name}{SUFFIX}" for file in manifest.files]
    if set(came) - set(expected):
        raise EncryptionRefused
    if upload.is_incomplete:
        keep_waiting_files(actor=device.account, device=device, manifest=upload.xml, files=came)
        return None
    contents = waiting_files(device=device, manifest=upload.xml) | came
    if set(expected) - set(contents):
        raise FilesMissing
    sent = replace(
        manifest,
        files=tuple(EncryptedFile(file.name, contents[f"{file.name}{SUFFIX}"]) for file in manifest.files),
    )
    try:
        *media, xml = open_submission(
            sent, sealed_private_key=bytes(version.sealed_private_key), version=version.opaque_id
        )
    except NotEncryptedForUs as problem:
        raise EncryptionRefused from problem
    instance = read_instance(xml)
    said = (instance.form_id, instance.version, instance.instance_id)
    if said != (manifest.form_id, manifest.version, manifest.instance_id):
        raise EncryptionRefused
    files = tuple(
        ArrivedFile(name=file.name, content=content)
        for file, content in zip(manifest.files[:-1], media, strict=True)
    )
    arrival = Arrival(xml=xml, files=files, channel=Channel.COLLECT, device=device)
    receipt = receive_submission(actor=device.account, arrival=arrival)
    drop_waiting_files(device=device, manifest=upload.xml)
    return receipt


def _read_manifest(xml: bytes) -> EncryptedSubmission:
    """The manifest, its files without contents, the filled form last."""
    instance = read_instance(xml)
    found: dict[str, list[str]] = {}
    for child in instance.tree.iterchildren(f"{{{NAMESPACE}}}*"):
        name = child.tag.removeprefix(f"{{{NAMESPACE}}}")
        if name == "media":
            found.setdefault("file", []).extend(
                own_text(file) for file in child.iterchildren(f"{{{NAMESPACE}}}file")
            )
        else:
            found.setdefault(name, []).append(own_text(child))
    names = [*found.get("file", ()), _only(found, "encryptedXmlFile")]
    if (
        len(names) > MOST_FILES
        or len(set(names)) < len(names)
        or not all(name.endswith(SUFFIX) for name in names)
        or not instance.instance_id
    ):
        raise EncryptionRefused
    return EncryptedSubmission(
        form_id=instance.form_id,
        version=instance.version,
        instance_id=instance.instance_id,
        encrypted_key=_only(found, "base64EncryptedKey"),
        signature=_only(found, "base64EncryptedElementSignature"),
        files=tuple(EncryptedFile(name.removesuffix(SUFFIX), b"") for name in names),
    )


def _only(found: Mapping[str, list[str]], name: str) -> str:
    values = found.get(name, [])
    if len(values) != 1 or not values[0]:
        raise EncryptionRefused
    return values[0]


def _bytes_of(file: ArrivedFile) -> bytes:
    return file.content if isinstance(file.content, bytes) else file.content.read()

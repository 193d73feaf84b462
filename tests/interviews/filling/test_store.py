"""The store of a device, tested in node; and what it seals, opened here."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from palermo.interviews.actions.make_sealing_key import place_of
from palermo.interviews.filling.container import unpack
from palermo.interviews.models import SealingKey
from palermo.vault.sealing_box import SealedBox

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@pytest.mark.django_db
def test_the_store_and_what_it_seals(sealing_key: SealingKey, tmp_path: Path) -> None:
    body = tmp_path / "body"
    told = {"kid": sealing_key.kid, "spki": sealing_key.public_key, "path": str(body)}
    run = subprocess.run(
        ["node", "--test", "--test-reporter=tap", str(HERE / "store.test.mjs")],
        cwd=ROOT,
        env={**os.environ, "PALERMO_SEAL_TO": json.dumps(told)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    assert "# skipped 0" in run.stdout
    box = SealedBox.read(body.read_bytes())
    packed = unpack(box.open(bytes(sealing_key.sealed_private_key), place_of(box.kid)))
    assert (packed.form_id, packed.instance_id, packed.language) == ("screening", "uuid:1", "ar")
    assert packed.xml == b"<data><name>Zlatka Canary</name></data>"
    assert [(file.name, len(file.content)) for file in packed.files] == [
        ("photo.jpg", 70_000),
        ("empty.jpg", 0),
    ]
    assert packed.ended_at is not None
    assert packed.case == "bbbbbbbbbbbbbbbb"
    assert packed.seen == "what-was-given-out"
    # Sizes are told in steps of an eighth.
    assert len(body.read_bytes()) % 256 != len(packed.xml) % 256

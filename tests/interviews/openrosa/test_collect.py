"""An independent client: JavaRosa, the engine inside ODK Collect, and a small program that speaks as Collect does.

What it filled and sent, as it lies in its folder, is compared with what is stored here, opened through the gate.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from palermo.access.models import Account
from palermo.access.opaque import opaque_id
from palermo.individuals.pictures.cleaning import clean
from palermo.interviews.forms import FORMS
from palermo.interviews.models import Channel, Interview, Submission, WaitingFile
from palermo.vault.odk_encryption import make_key_pair
from tests.individuals.pictures.samples import SECRET, exif, jpeg, segment
from tests.interviews.conftest import publish
from tests.interviews.openrosa.java import needs_java, run
from tests.interviews.openrosa.phones import FORM_ID, Phone, pdf, publish_handover, stored

pytestmark = [needs_java, pytest.mark.django_db(transaction=True)]
PHOTO = jpeg(segment(0xE1, exif()), width=640, height=480)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "photo.jpg").write_bytes(PHOTO)
    (tmp_path / "paper.pdf").write_bytes(pdf())
    return tmp_path


def sent(folder: Path) -> dict[str, Path]:
    """What the client has left of each instance, by its id."""
    return {f"uuid:{path.name}": path for path in folder.iterdir() if path.is_dir()}


def check(worker: Account, folder: Path) -> int:
    """Everything that was sent is there, and nothing else; how many files came with it."""
    found, left = stored(worker), sent(folder)
    assert set(found) == set(left)
    count = 0
    for instance, path in left.items():
        assert found[instance].xml == (path / "submission.xml").read_bytes()
        names = {file.name for file in path.iterdir()} - {"submission.xml"}
        assert set(found[instance].files) == names
        for name in names:
            count += 1
            content = found[instance].files[name]
            if name.endswith(".pdf"):
                assert content == (path / name).read_bytes()
            else:
                # Pictures lose what the camera has written into them, and nothing of the picture.
                assert SECRET in (path / name).read_bytes()
                assert SECRET not in content
                assert (clean(content).width, clean(content).height) == (640, 480)
    return count


def test_all_forms_by_number_and_secret(
    live_server: LiveServer, worker: Account, phone: Phone, folder: Path
) -> None:
    versions = {name: publish(name) for name in FORMS}
    publish_handover(worker.mission)
    ids = [version.form.form_id for version in versions.values()]
    told = run(
        "CollectLike", f"{live_server.url}/openrosa", phone.device.opaque_id, phone.secret, str(folder), "7",
        *ids, FORM_ID, FORM_ID,
    ).splitlines()  # fmt: skip
    assert "media places of help.csv" in told
    assert told[-1] == f"offered {' '.join(sorted([*ids, FORM_ID]))}"
    assert len(sent(folder)) == 7
    assert check(worker, folder) >= 4
    rows = Submission.unscoped.all()
    assert {(row.device, row.channel, row.account, row.is_complete) for row in rows} == {
        (phone.device, Channel.COLLECT, worker, True)
    }
    received = Interview.unscoped.filter(account=worker, mission=worker.mission, case=None)
    assert received.count() == 7
    # What JavaRosa takes for valid, the server's own recheck does too.
    assert [row.version.form.form_id for row in received.filter(has_remarks=True)] == []
    assert all(len(path.joinpath("submission.xml").read_bytes()) > 300 for path in sent(folder).values())


def test_by_the_secret_in_the_address(
    live_server: LiveServer, worker: Account, phone: Phone, folder: Path
) -> None:
    publish("screening")
    publish_handover(worker.mission)
    run(
        "CollectLike", f"{live_server.url}/openrosa/key/{phone.secret}", "", "", str(folder), "8", FORM_ID, FORM_ID,
    )  # fmt: skip
    assert check(worker, folder) >= 2


def test_an_encrypted_form(live_server: LiveServer, worker: Account, phone: Phone, folder: Path) -> None:
    number = opaque_id()
    publish_handover(worker.mission, number=number, key=make_key_pair(number))
    run(
        "CollectLike", f"{live_server.url}/openrosa", phone.device.opaque_id, phone.secret, str(folder), "9",
        FORM_ID, FORM_ID, FORM_ID,
    )  # fmt: skip
    assert check(worker, folder) >= 3
    assert not WaitingFile.objects.exists()


def test_an_unknown_secret_gets_nothing(live_server: LiveServer, worker: Account, folder: Path) -> None:
    publish_handover(worker.mission)
    with pytest.raises(AssertionError, match=r"formList.* gave 401"):
        run("CollectLike", f"{live_server.url}/openrosa/key/{'x' * 32}", "", "", str(folder), "1", FORM_ID)
    assert sent(folder) == {}

"""The comparison of the lock files with published advisories: what is affected is said, what is not is not."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tools.advisories import AFFECTED, STALE, is_affected, locked, order, report

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LOCKED = {("PyPI", "django"): "5.2.3", ("npm", "vue"): "3.5.1"}


def record(package: str = "Django", **more: Any) -> dict[str, Any]:
    return {
        "id": "OSV-1",
        "modified": "2026-05-30T00:00:00Z",
        "published": "2026-05-20T00:00:00Z",
        "summary": "Something is wrong.",
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": package},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "5.2"}, {"fixed": "5.2.5"}]}],
            }
        ],
    } | more


def said(tmp_path: Path, *found: dict[str, Any], now: datetime = NOW) -> tuple[str, int]:
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for number, one in enumerate(found):
            target.writestr(f"{number}.json", json.dumps(one))
    lines, status = report([archive], LOCKED, now)
    return "\n".join(lines), status


def test_an_affected_version_is_named_with_its_day(tmp_path: Path) -> None:
    words, status = said(tmp_path, record())
    assert status == AFFECTED
    assert "django 5.2.3: OSV-1 (not said, 2026-05-20), due by 2026-06-19. Something is wrong." in words


@pytest.mark.parametrize(("severity", "late"), [("CRITICAL", True), ("HIGH", True), ("MODERATE", False)])
def test_the_time_to_act_is_the_documents(tmp_path: Path, severity: str, late: bool) -> None:
    words, _status = said(tmp_path, record(database_specific={"severity": severity}))
    assert ("LATE since" in words) is late


@pytest.mark.parametrize(
    "other",
    [
        record("flask"),
        record(withdrawn="2026-05-25T00:00:00Z"),
        record(affected=[{"package": {"ecosystem": "npm", "name": "Django"}, "versions": ["5.2.3"]}]),
        record(affected=[{"package": {"ecosystem": "PyPI", "name": "django"}, "versions": ["5.2.2"]}]),
    ],
    ids=["another package", "withdrawn", "another ecosystem", "another version"],
)
def test_what_does_not_concern_us_is_not_said(tmp_path: Path, other: dict[str, Any]) -> None:
    words, status = said(tmp_path, other)
    assert status == 0
    assert "No locked version is affected" in words


def test_old_records_say_nothing(tmp_path: Path) -> None:
    assert said(tmp_path, record("flask"), now=NOW + timedelta(days=32))[1] == STALE


@pytest.mark.parametrize(
    ("version", "events", "affected"),
    [
        ("1.5", [{"introduced": "0"}], True),
        ("1.5", [{"introduced": "0"}, {"fixed": "1.5"}], False),
        ("1.5", [{"introduced": "0"}, {"last_affected": "1.5"}], True),
        ("1.6", [{"introduced": "0"}, {"last_affected": "1.5"}], False),
        ("2.1", [{"introduced": "0"}, {"fixed": "1.5"}, {"introduced": "2.0"}, {"fixed": "2.2"}], True),
        ("1.7", [{"introduced": "0"}, {"fixed": "1.5"}, {"introduced": "2.0"}, {"fixed": "2.2"}], False),
        ("2.0.0-rc.1", [{"introduced": "2.0.0"}], False),
        ("3.1.0-weird.build", [{"introduced": "3.0.0"}], True),
    ],
)
def test_ranges(version: str, events: list[dict[str, str]], affected: bool) -> None:
    assert is_affected(version, {"ranges": [{"type": "SEMVER", "events": events}]}) is affected
    assert not is_affected(version, {"ranges": [{"type": "GIT", "events": events}]})


def test_any_text_can_be_put_in_order() -> None:
    assert order("nonsense") <= order("0.1") < order("1.0") < order("1.0.1")


def test_both_lock_files_are_read() -> None:
    found = locked()
    assert found["PyPI", "django"].startswith("5.2")
    assert ("PyPI", "django-allauth") in found
    assert found["npm", "vega"]
    assert len(found) > 150

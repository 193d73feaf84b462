"""Holds the lock files against published advisories, without a network: ``python -m tools.advisories FILE...``.

FILE is an export of the OSV database for one ecosystem (a zip or a folder of JSON records, for PyPI and for npm),
fetched on any machine that may. Says which locked versions are affected, since when that is known, and whether the
time to act has passed (docs/security.md#dependencies).

Exit status: 0 nothing is affected; 1 something is; 3 the records are too old to say so.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
#: Days within which something is done, by severity; what is not said is taken for the middle one.
TIME_TO_ACT = {"CRITICAL": 2, "HIGH": 7, "MODERATE": 30, "MEDIUM": 30, "LOW": 30}
UNSAID = 30
#: Records of which the newest is older say nothing about this month.
TOO_OLD = timedelta(days=31)
AFFECTED, STALE = 1, 3
Locked = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One advisory that speaks of a locked version. ``due``: by when something had to be done."""

    package: str
    version: str
    advisory: str
    severity: str
    published: datetime
    due: datetime
    summary: str


def locked(root: Path = ROOT) -> dict[tuple[str, str], str]:
    """Everything that the lock files name: ``(ecosystem, name)`` -> version."""
    found = {}
    for name in ("base.txt", "dev.txt"):
        text = (root / "requirements" / name).read_text(encoding="utf-8")
        for package, version in re.findall(
            r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, flags=re.M
        ):
            found["PyPI", plain(package)] = version
    packages = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for place, entry in packages.items():
        if place:
            found["npm", entry.get("name") or place.rpartition("node_modules/")[2]] = entry["version"]
    return found


def plain(name: str) -> str:
    """A Python package's name as its registry writes it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def records(sources: list[Path]) -> Iterator[dict[str, Any]]:
    """Every record of zips, folders and single files."""
    for source in sources:
        if source.is_dir():
            for path in sorted(source.rglob("*.json")):
                yield json.loads(path.read_text(encoding="utf-8"))
        elif source.suffix == ".zip":
            with zipfile.ZipFile(source) as archive:
                for name in archive.namelist():
                    if name.endswith(".json"):
                        yield json.loads(archive.read(name))
        else:
            yield json.loads(source.read_text(encoding="utf-8"))


def findings(record: Mapping[str, Any], versions: Locked) -> Iterator[Finding]:
    """What one advisory says of the locked versions. Withdrawn ones say nothing."""
    if record.get("withdrawn"):
        return
    for affected in record.get("affected", []):
        ecosystem, name = affected["package"]["ecosystem"], affected["package"]["name"]
        name = plain(name) if ecosystem == "PyPI" else name
        version = versions.get((ecosystem, name))
        if version is None or not is_affected(version, affected):
            continue
        severity = str(record.get("database_specific", {}).get("severity", "")).upper()
        published = moment(record.get("published") or record["modified"])
        days = TIME_TO_ACT.get(severity, UNSAID)
        yield Finding(
            name, version, record["id"], severity or "not said", published, published + timedelta(days=days),
            record.get("summary", ""),
        )  # fmt: skip


def is_affected(version: str, affected: Mapping[str, Any]) -> bool:
    """Whether ``version`` is listed, or lies in one of the ranges."""
    if version in affected.get("versions", []):
        return True
    ranges = affected.get("ranges", [])
    return any(each["type"] != "GIT" and _in_range(version, each["events"]) for each in ranges)


def _in_range(version: str, events: list[dict[str, str]]) -> bool:
    """After an introduction and before the fix that follows it."""
    ours, inside = order(version), False
    for event in sorted(events, key=lambda one: order(next(iter(one.values())))):
        (kind, bound), *_rest = event.items()
        is_past = order(bound) < ours if kind == "last_affected" else order(bound) <= ours
        if is_past and kind in {"introduced", "fixed", "last_affected"}:
            inside = kind == "introduced"
    return inside


def order(version: str) -> Version:
    """Comparable; what follows no rule comes before everything, so that it counts as affected rather than not."""
    try:
        return Version(version)
    except InvalidVersion:
        numbers = re.match(r"\d+(?:\.\d+)*", version)
        return Version(f"{numbers[0]}.dev0" if numbers else "0")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def report(sources: list[Path], versions: Locked, now: datetime) -> tuple[list[str], int]:
    """What to print, and the exit status."""
    found: list[Finding] = []
    newest, count = datetime.min.replace(tzinfo=UTC), 0
    for record in records(sources):
        count += 1
        newest = max(newest, moment(record["modified"]))
        found += findings(record, versions)
    lines = [f"{count:,} records, the newest of {newest:%Y-%m-%d}; {len(versions)} locked packages."]
    for one in sorted(found, key=lambda each: (each.due, each.package)):
        state = "LATE since" if one.due < now else "due by"
        lines.append(
            f"{one.package} {one.version}: {one.advisory} ({one.severity.lower()}, {one.published:%Y-%m-%d}), "
            f"{state} {one.due:%Y-%m-%d}. {one.summary}"
        )
    if found:
        return lines, AFFECTED
    if now - newest > TOO_OLD:
        return [*lines, "These records are older than a month: they say nothing about today."], STALE
    return [*lines, "No locked version is affected."], 0


def main() -> int:
    sources = [Path(word) for word in sys.argv[1:]]
    if not sources:
        print(__doc__)
        return 2
    lines, status = report(sources, locked(), datetime.now(UTC))
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())

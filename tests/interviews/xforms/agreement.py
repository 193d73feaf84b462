"""Whether the server's recheck says of a filled form what the engines of the devices say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from palermo.interviews.xforms.instances import read_instance
from palermo.interviews.xforms.model import XForm
from palermo.interviews.xforms.reading import read_xform
from palermo.interviews.xforms.rechecking import Recheck, is_same, recheck
from palermo.interviews.xforms.sampling import random_instance
from tests.interviews.xforms.engines import Told, engines, for_browser, for_javarosa

#: JavaRosa writes 1 and 0 for the result of a comparison.
_YES_AND_NO = {("1", "true"), ("0", "false")}
_POSITION = re.compile(r"\[\d+\]")


@dataclass(frozen=True)
class Case:
    """One instance and what both engines say of it."""

    name: str
    seed: int
    instance: bytes
    javarosa: Told
    browser: Told


def ask_both(forms: Mapping[str, str], seeds: Iterable[int], now: datetime, folder: Path) -> list[Case]:
    """Random instances of each form (XML by name), filled by both engines side by side."""
    drawn: list[tuple[str, int, bytes]] = []
    with engines() as (javarosa, browser):
        for name, xml in forms.items():
            path = folder / f"{name}.xml"
            path.write_text(xml, encoding="utf-8")
            form = read_xform(xml)
            javarosa.tell(f"F\t{path}")
            browser.tell(f"F\t{path}")
            for seed in seeds:
                instance = random_instance(form, seed, now=now)
                drawn.append((name, seed, instance))
                javarosa.tell(for_javarosa(instance))
                browser.tell(for_browser(form, instance))
        told = zip(drawn, javarosa.answers(), browser.answers(), strict=True)
        return [Case(*each, one, other) for each, one, other in told]


def disagreements(form: XForm, case: Case, now: datetime) -> Iterator[str]:
    """Every point in which one of the engines differs from the recheck; none where all three agree."""
    found = recheck(form, read_instance(case.instance), now=now)
    asked = [("JavaRosa", case.javarosa)]
    if not any(finding.kind == "choice" for finding in found.findings):
        # The browser's engine takes no code that it does not offer, so it cannot be given such an instance.
        asked.append(("xforms-engine", case.browser))
    for engine, told in asked:
        for difference in _differences(form, found, told):
            yield f"{case.name} {case.seed}: {engine}: {difference}"


def _differences(form: XForm, found: Recheck, told: Told) -> Iterator[str]:
    asked = {path for path in told.relevant if form.nodes[generic(path)].control}
    for path in sorted(asked ^ found.asked):
        yield f"{path} is asked by {'the engine' if path in asked else 'the recheck'} alone"
    refused = {path: kind for path, kind in told.refused.items() if form.nodes[generic(path)].control}
    ours = {each.path: each.kind for each in found.findings if each.kind in {"required", "constraint"}}
    for path in sorted({*refused, *ours}):
        if refused.get(path) != ours.get(path):
            yield f"{path} is refused for {refused.get(path)}, by the recheck for {ours.get(path)}"
    for path, value in found.recalculated.items():
        theirs = told.values.get(path, "")
        if not is_same(theirs, value, form.nodes[generic(path)].type) and (theirs, value) not in _YES_AND_NO:
            yield f"{path} is {theirs!r}, by the recheck {value!r}"


def generic(path: str) -> str:
    """The path without positions of repeats."""
    return _POSITION.sub("", path)

"""Three engines, one form: what is asked, what is refused and what is computed must be the same in all of them.

Devices fill forms with JavaRosa (ODK Collect) and with xforms-engine (our own pages); the server checks again with its
own rules. Where they disagree, a caseworker would be blamed for what a program did.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime

import pytest

from palermo.interviews.forms import FORMS
from palermo.interviews.xforms.instances import read_instance
from palermo.interviews.xforms.reading import read_xform
from palermo.interviews.xforms.rechecking import recheck
from tests.interviews.xforms.agreement import Case, ask_both, disagreements
from tests.interviews.xforms.conftest import own_form, own_xml
from tests.interviews.xforms.engines import why_not

pytestmark = [
    pytest.mark.skipif(bool(why_not()), reason=why_not()),
    pytest.mark.skipif(
        bool(os.environ.get("PALERMO_DATABASE_URL")),
        reason="touches no database, so it ran with SQLite and need not run again",
    ),
]
#: Instances of each form.
INSTANCES = 200
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Case]]:
    """Every instance of every form, and what both engines say of it."""
    forms = {name: own_xml(name) for name in FORMS}
    cases = ask_both(forms, range(INSTANCES), NOW, tmp_path_factory.mktemp("corpus"))
    return {name: [case for case in cases if case.name == name] for name in FORMS}


@pytest.mark.parametrize("name", FORMS)
def test_the_engines_agree(name: str, corpus: dict[str, list[Case]]) -> None:
    form = own_form(name)
    assert len(corpus[name]) == INSTANCES
    found = [each for case in corpus[name] for each in disagreements(form, case, NOW)]
    assert found == [], f"{len(found)} disagreements, the first: {found[:10]}"


@pytest.mark.parametrize("name", FORMS)
def test_the_instances_reach_most_of_the_form(name: str, corpus: dict[str, list[Case]]) -> None:
    form = own_form(name)
    asked: Counter[str] = Counter()
    refused = 0
    for case in corpus[name]:
        result = recheck(form, read_instance(case.instance), now=NOW)
        asked.update(result.asked)
        refused += sum(1 for finding in result.findings if finding.kind == "constraint")
    controls = {node.path for node in form.nodes.values() if node.control and not form.repeats_of(node.path)}
    never = controls - set(asked)
    # Some questions wait for one choice of fifty in a list.
    assert len(never) <= len(controls) // 20, sorted(never)
    assert refused > 0 or not any(node.constraint for node in form.nodes.values())


def test_a_form_with_another_condition_is_noticed(corpus: dict[str, list[Case]]) -> None:
    """That the comparison can fail: the same answers against a form whose gate was turned round."""
    other = read_xform(own_xml("screening").replace("/data/consent/consent_interview  = 'yes'", "true()"))
    found = [each for case in corpus["screening"] for each in disagreements(other, case, NOW)]
    assert len(found) > INSTANCES

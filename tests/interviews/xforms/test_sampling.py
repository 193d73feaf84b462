"""Invented instances: the same for the same seed, of the form, mostly as a device would send them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from palermo.interviews.forms import FORMS
from palermo.interviews.xforms.instances import answers_of, read_instance, require_form
from palermo.interviews.xforms.rechecking import recheck
from palermo.interviews.xforms.sampling import random_instance
from tests.interviews.xforms.conftest import own_form

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", FORMS)
def test_instances_are_of_the_form(name: str) -> None:
    form = own_form(name)
    drawn = [random_instance(form, seed, now=NOW) for seed in range(12)]
    assert drawn == [random_instance(form, seed, now=NOW) for seed in range(12)]
    assert len(set(drawn)) == len(drawn)
    found: Counter[str] = Counter()
    answers = 0
    for content in drawn:
        instance = read_instance(content)
        require_form(form, instance)
        assert instance.instance_id.startswith("uuid:")
        answers += len(answers_of(form, instance))
        found.update(each.kind for each in recheck(form, instance, now=NOW).findings)
    assert answers > 100
    assert sum(found.values()) < answers // 8
    assert not set(found) - {"constraint", "irrelevant", "calculation"}

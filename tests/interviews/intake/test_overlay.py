"""What an interview says can be laid over a filled form again, letter by letter, for every form of the project."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from palermo.interviews.forms import FORMS
from palermo.interviews.intake.overlay import as_bytes, laid_over
from palermo.interviews.intake.placing import Placed, asked, placed_answers
from palermo.interviews.models import FormVersion
from palermo.interviews.xforms.instances import Instance, read_instance
from palermo.interviews.xforms.model import XForm
from palermo.interviews.xforms.reading import read_xform
from palermo.interviews.xforms.sampling import random_instance
from tests.interviews.intake.small_form import filled, xform

SEEDS = range(6)


def said(form: XForm, instance: Instance, version: FormVersion) -> Placed:
    return placed_answers(form, instance, {}, version.questions)


@pytest.mark.parametrize("name", FORMS)
def test_any_answers_over_any_filled_form(name: str, base_version: Callable[[str], FormVersion]) -> None:
    version = base_version(name)
    form = read_xform(version.xform)
    instances = [read_instance(random_instance(form, seed)) for seed in SEEDS]
    for under, over in zip(instances, [*instances[1:], instances[0]], strict=True):
        wanted = asked(form, said(form, over, version))
        before = as_bytes(under)
        whole = read_instance(as_bytes(laid_over(form, under, wanted)))
        assert asked(form, said(form, whole, version)) == wanted
        assert (whole.instance_id, whole.form_id) == (under.instance_id, under.form_id)
        assert as_bytes(under) == before


@pytest.fixture
def small() -> XForm:
    return read_xform(xform())


def laid(form: XForm, xml: bytes, answers: dict[str, str]) -> str:
    return as_bytes(laid_over(form, read_instance(xml), answers)).decode()


def test_a_reason_goes_where_a_device_writes_it(small: XForm) -> None:
    found = laid(small, filled(first_name="Zlatka"), {"/data/first_name": "~refused"})
    assert "Zlatka" not in found
    assert "<first_name_blank>~refused</first_name_blank>" in found


def test_entries_are_made_and_taken_out(small: XForm) -> None:
    two = filled(journey=(("RUS", "bus"), ("POL", "train")))
    assert laid(small, two, {"/data/journey[1]/country": "UKR"}).count("<journey>") == 1
    assert laid(small, two, {}).count("<journey>") == 0
    four = laid(small, two, {"/data/journey[4]/how": "on foot"})
    assert four.count("<journey") == 4
    assert "RUS" not in four


def test_what_the_form_has_no_place_for_is_left_out(small: XForm) -> None:
    assert "nowhere" not in laid(small, filled(), {"/data/nowhere": "x", "/data/meta/y[3]": "z"})


def test_what_the_form_writes_by_itself_stays(small: XForm) -> None:
    assert "<twice>60</twice>" in laid(small, filled(age="30"), {"/data/age": "31"})

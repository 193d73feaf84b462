"""Filled by JavaRosa, the engine of ODK Collect, which lies in pyxform's wheel: who is asked what."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from palermo.interviews.forms import FORMS, can_validate, validate
from palermo.interviews.forms.compiling import VALIDATOR
from tests.interviews.forms.conftest import compiled

pytestmark = pytest.mark.skipif(
    not can_validate(), reason="ODK Validate and JavaRosa need Java; there is none here"
)
WALK = Path(__file__).parent / "Walk.java"
SAFE = {"safe_to_talk": "yes"}
AGREED = SAFE | {"consent_interview": "yes"}
Shown = list[set[str]]


def walk(form: str, folder: Path, *answers: Mapping[str, str]) -> Shown:
    """What is shown after each set of answers; a refused answer stands there with ``!`` before its name."""
    path = folder / "form.xml"
    path.write_text(compiled(form).xform, encoding="utf-8")
    lines = [
        line for each in answers for line in (*(f"{name}={value}" for name, value in each.items()), "---")
    ]
    run = subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp", str(VALIDATOR), str(WALK), str(path)],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if "jdk.compiler" in run.stderr:
        pytest.skip("JavaRosa can only be driven with a JDK; there is a JRE here")
    assert run.returncode == 0, run.stderr
    return [set(line.split()) for line in run.stdout.splitlines()]


@pytest.mark.parametrize("name", FORMS)
def test_odk_validate_accepts_the_form(name: str) -> None:
    assert validate(compiled(name).xform) == ""


def test_odk_validate_refuses_a_broken_form() -> None:
    broken = compiled("vulnerability").xform.replace("today()", "no-such-function(", 1)
    assert "no-such-function" in validate(broken)


def test_screening(tmp_path: Path) -> None:
    (
        nothing, unsafe, refused, agreed, child, adult, of_unknown_age, stopped, sexual, labour, stopped_on_the_way,
        not_moved,
    ) = walk(
        "screening",
        tmp_path,
        {},
        {"safe_to_talk": "no"},
        SAFE | {"consent_interview": "~refused", "urgent_needs": "doctor"},
        AGREED,
        AGREED | {"age": "12", "seems_child": "yes"},
        AGREED | {"age": "30", "seems_child": "no"},
        AGREED | {"age_band": "~unknown"},
        AGREED | {"pause_2_choice": "stop"},
        AGREED | {"exploitation_type": "sexual_exploitation"},
        AGREED | {"exploitation_type": "forced_labour"},
        AGREED | {"was_exploited": "no"},
        AGREED | {"was_moved": "no"},
    )  # fmt: skip
    assert {"safe_to_talk", "consent_interview", "closing"} <= nothing
    assert not {"profile", "consent_terms", "no_consent", "needs_now"} & nothing
    assert {"not_safe_steps", "urgent_needs"} <= unsafe
    assert "consent_interview" not in unsafe
    assert "no_consent_words" in refused
    assert not {"urgent_needs", "fears_someone_near", "profile", "first_name", "feeling_after"} & refused
    assert {"profile", "recruitment", "exploitation", "needs_now", "decision", "pause_1"} <= agreed
    assert {"guardian_agrees", "child_company"} <= child
    assert "marital_status" in child
    assert not {"guardian_agrees", "child_company"} & adult
    assert "child_company" in of_unknown_age
    assert {"recruitment", "needs_now", "contact", "decision", "closing"} <= stopped
    assert not {"exploitation", "control", "account", "identity", "pause_3"} & stopped
    assert "sexual_exploitation_form" in sexual
    assert "labour_sector" not in sexual
    assert "labour_sector" in labour
    assert "sexual_exploitation_form" not in labour
    assert not {"exploitation_type", "conditions", "exploitation_start"} & stopped_on_the_way
    assert {"means_of_control", "exit_manner"} <= stopped_on_the_way
    assert "transport_mode" not in not_moved


def test_answers_that_cannot_be(tmp_path: Path) -> None:
    good = AGREED | {
        "age": "17", "birth_date": "2008-05", "urgent_needs": "~unknown", "mobile_phone": "+15550100",
        "transport_mode": "bus car", "screening_date": "2020-02-29",
    }  # fmt: skip
    bad = AGREED | {
        "age": "200", "birth_date": "May 2008", "urgent_needs": "~unknown doctor", "mobile_phone": "555 0100",
        "was_moved": "yes", "transport_mode": "bus ~refused", "screening_date": "2999-01-01",
    }  # fmt: skip
    fine, refused = walk("screening", tmp_path, good, bad)
    assert not [name for name in fine if name.startswith("!")]
    expected = {"age", "birth_date", "urgent_needs", "mobile_phone", "transport_mode", "screening_date"}
    assert {name[1:] for name in refused if name.startswith("!")} == expected


def test_a_blank_can_be_explained_until_it_is_filled(tmp_path: Path) -> None:
    blank, filled = walk(
        "screening", tmp_path, AGREED, AGREED | {"first_name": "Noor", "hours_per_day": "14"}
    )
    assert {"first_name_blank", "hours_per_day_blank", "recruitment_place_blank"} <= blank
    assert not {"first_name_blank", "hours_per_day_blank"} & filled


def test_assistance(tmp_path: Path) -> None:
    helped = AGREED | {"consent_assistance": "yes"}
    declined, told, untold, man, home, child_home, stays = walk(
        "assistance",
        tmp_path,
        AGREED | {"consent_assistance": "no"},
        helped | {"story_known": "yes"},
        helped | {"story_known": "no"},
        helped | {"sex": "male"},
        helped | {"return_wish": "yes", "age": "40"},
        helped | {"return_wish": "yes", "age": "15"},
        helped | {"return_wish": "no"},
    )
    assert not {"family", "health", "services", "legal"} & declined
    assert not {"recruitment", "exploitation", "control", "event"} & told
    assert {"family", "health", "danger", "wishes"} <= told
    assert {"recruitment", "exploitation", "control"} <= untold
    assert "pregnancy" not in man
    assert "pregnancy" in untold
    assert "return_page" in home
    assert "child_return" not in home
    assert {"return_page", "child_return"} <= child_home
    assert {"return_refusal_reason", "return_alternative"} <= stays
    assert "return_page" not in stays


def test_follow_up_after_a_death(tmp_path: Path) -> None:
    alive, dead = walk("follow_up", tmp_path, AGREED, AGREED | {"deceased": "yes"})
    assert {"life_now", "help_so_far", "new_life"} <= alive
    assert not {"life_now", "help_so_far", "new_life"} & dead

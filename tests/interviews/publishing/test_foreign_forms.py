"""Forms that nobody here wrote: published, drawn, filled, sent and checked; or refused, with the reason."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from palermo.access.models import Account, Mission, Role
from palermo.access.parts import Part
from palermo.codebook import load_codebook
from palermo.interviews.actions.hand_in_form import hand_in_whole
from palermo.interviews.actions.publish_version import publish_draft
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.intake.arrival import Arrival
from palermo.interviews.intake.placing import asked, placed_answers
from palermo.interviews.models import FormMedia, Interview
from palermo.interviews.publishing.checking import check_sheets, check_xform, media_of
from palermo.interviews.publishing.compiling_apart import compile_apart
from palermo.interviews.publishing.foreign import read_foreign
from palermo.interviews.publishing.handed_in import read_handed_in
from palermo.interviews.publishing.problems import FormRefused
from palermo.interviews.xforms.instances import read_instance
from palermo.interviews.xforms.model import XForm
from palermo.interviews.xforms.reading import read_xform
from palermo.interviews.xforms.sampling import random_instance
from palermo.safe_spreadsheet.errors import UnreadableFileError
from tests.individuals.pictures.samples import jpeg
from tests.interviews.client.host import HERE, bundle
from tests.interviews.client.test_client import node
from tests.interviews.intake.stored import parts_of
from tests.interviews.publishing.examples import as_published, example, example_names
from tests.interviews.xforms.agreement import ask_both, disagreements
from tests.interviews.xforms.engines import why_not

EXTERNAL = "Its choices lie in a file that only some devices can search"
CARD = "It reads the number of the telephone's card"
FORM_ID = "The form_id is of letters, digits, dots and underscores"
#: What is not published, and the beginning of what its author is told. All others are published.
REFUSED = {
    "bug_example_xls/bad_calc.xlsx": "The expression in “calculate” of “badcalc” cannot be read",
    "bug_example_xls/cascades_old.xls": CARD,
    "bug_example_xls/cascades_old_with_no_cascade_sheet.xls": CARD,
    "bug_example_xls/group_name_test.xls": "Question or group with no name",
    "bug_example_xls/not_closed_group_test.xls": "Unmatched 'begin_group'",
    "bug_example_xls/spaces_in_choices_header.xls": "The setting “submission_url” is the server's",
    "bug_example_xls/xl_date_ambiguous.xlsx": "The server cannot compute “label::”",
    "example_xls/attribute_columns_test.xlsx": FORM_ID,
    "example_xls/bad_calc.xlsx": "The expression in “calculate” of “badcalc” cannot be read",
    "example_xls/calculate_without_calculation.xls": CARD,
    "example_xls/cascading_select_test.xls": "Unknown question type 'cascading_select lga'",
    "example_xls/choice_name_as_type.xls": EXTERNAL,
    "example_xls/duplicate_columns.xlsx": "The column “label” is there twice",
    "example_xls/flat_xlsform_test.xlsx": FORM_ID,
    "example_xls/include.xls": "This section has not been included",
    "example_xls/include_json.xls": "This section has not been included",
    "example_xls/instance_xmlns_test.xls": "The setting “instance_xmlns” is an address",
    "example_xls/old_cascades.xls": "Unknown question type 'cascading_select cities'",
    "example_xls/or_other.xlsx": "“or_other” cannot be translated",
    "example_xls/pull_data.xlsx": "“pulldata” reads from a file beside the form",
    "example_xls/search_and_select.xlsx": EXTERNAL,
    "example_xls/select_one_external.xlsx": EXTERNAL,
    "example_xls/simple_loop.xls": "List name not in columns sheet",
    "example_xls/survey_no_name.xlsx": "There is no sheet “survey”",
    "example_xls/text_and_integer_xlsx.xlsx": "The survey element named 'your_name' has no label or hint",
    "example_xls/unknown_question_type.xls": "Unknown question type 'set form title'",
    "example_xls/warnings.xls": "The group “labeled_select_group” is empty",
    "example_xls/xlsform_spec_test.xlsx": FORM_ID,
}
#: At least so many must be published for the rest to mean anything.
ENOUGH = 28
#: The engines look at the clock themselves.
NOW = datetime.now(UTC)


@cache
def outcome(name: str) -> tuple[str, tuple[str, ...]]:
    """The XForm of an example, or why it has none."""
    try:
        foreign = read_foreign(read_handed_in(example(name)), load_codebook(), file_name=name)
        found = [*check_sheets(foreign.sheets, foreign.origins)]
        if not found:
            xform = compile_apart(foreign.sheets, foreign.origins).xform
            found = [*check_xform(xform, read_xform(xform), media_of(xform))]
            if not found:
                return xform, ()
    except FormRefused as refused:
        found = [*refused.problems]
    return "", tuple(problem.sentence for problem in found)


@cache
def published() -> dict[str, str]:
    """The XForms of those that are published, by a name that can be one of a file."""
    found = {name: outcome(name)[0] for name in example_names()}
    return {name.rpartition("/")[2].replace(".", "_"): xform for name, xform in found.items() if xform}


def asks_at_once(form: XForm) -> bool:
    """Whether something can be answered before anything else is: the walk through the pages needs a beginning."""
    hidden = tuple(f"{node.path}/" for node in form.nodes.values() if node.relevant or node.kind == "repeat")
    return any(
        node.control and not node.readonly and not node.relevant and not node.path.startswith(hidden)
        for node in form.nodes.values()
    )


@pytest.fixture(autouse=True)
def compiled_here(in_this_process: None) -> None:
    """Once for all tests of this file."""


def test_each_is_published_or_refused_with_its_reason() -> None:
    wrong = []
    for name in example_names():
        xform, reasons = outcome(name)
        expected = REFUSED.get(name)
        if bool(xform) != (expected is None) or (
            expected and not any(reason.startswith(expected) for reason in reasons)
        ):
            wrong.append((name, expected, reasons))
    assert wrong == []
    assert set(REFUSED) < set(example_names())
    assert len(published()) >= ENOUGH


def test_files_as_they_lie_there() -> None:
    """Old files and formulas are not read; the sentence says what to do."""
    with pytest.raises(UnreadableFileError, match=r"save it as \.xlsx"):
        read_handed_in(as_published("example_xls/widgets.xls"))
    with pytest.raises(FormRefused) as refused:
        read_handed_in(as_published("example_xls/xlsform_spec_test.xlsx"))
    assert all("paste it as values" in problem.sentence for problem in refused.value.problems)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_each_is_drawn_and_filled_by_our_own_screens(tmp_path: Path) -> None:
    forms = {name: xform for name, xform in published().items() if asks_at_once(read_xform(xform))}
    assert len(forms) >= ENOUGH - 3
    for name, xform in forms.items():
        (tmp_path / f"{name}.xml").write_text(xform, encoding="utf-8")
    bundle(tmp_path, HERE / "walker.ts", options=("--node",))
    run = node(tmp_path, "walker.mjs", *forms)
    assert run.returncode == 0, run.stderr[:3000]
    told = json.loads(run.stdout)
    assert set(told) == set(forms)
    assert all(steps and "<instanceID>" in steps[-1]["end"].replace("orx:", "") for steps in told.values())


@pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")
def test_devices_and_server_agree_on_them(tmp_path: Path) -> None:
    # What a device knows of itself (its number, its owner) JavaRosa asks of a telephone, and there is none. How many
    # entries a counted repeat has, the engine of the browser decides alone, so it cannot be given another number.
    forms = {
        name: xform
        for name, xform in published().items()
        if not any(node.preload == "property" or node.count for node in read_xform(xform).nodes.values())
    }
    assert len(forms) >= ENOUGH - 5
    cases = ask_both(forms, range(4), NOW, tmp_path)
    wrong = [each for case in cases for each in disagreements(read_xform(published()[case.name]), case, NOW)]
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.usefixtures("own_attachments")
def test_each_is_handed_in_published_filled_and_received(
    kenya: Mission, supervisor: Account, account_of: Callable[..., Account]
) -> None:
    worker = account_of(Role.CASEWORKER, mission=kenya)
    count = 0
    for name in example_names():
        xform = outcome(name)[0]
        if not xform:
            continue
        # Both folders have a form of some of the names; a form_id is one form.
        file_name = name.replace("/", "_")
        media = [(each, jpeg()) for each in media_of(xform)]
        draft = hand_in_whole(
            actor=supervisor, mission="KEN", source=example(name), file_name=file_name, media=media
        )
        version = publish_draft(actor=supervisor, draft=draft.opaque_id)
        assert FormMedia.objects.filter(version=version).count() == len(media)
        form = read_xform(version.xform)
        instance = random_instance(form, count)
        receipt = receive_submission(actor=worker, arrival=Arrival(xml=instance))
        assert receipt.is_new
        interview = Interview.unscoped.get(opaque_id=receipt.interview)
        assert interview.version == version
        # Whoever says nothing about a question has its answer sealed; all that was asked is there.
        assert interview.facts == {}
        given = asked(form, placed_answers(form, read_instance(instance), {}, version.questions))
        kept = parts_of(interview).get(Part.STORY, {})
        assert {path: kept.get(path) for path in given} == given
        count += 1
    assert count == len(published())

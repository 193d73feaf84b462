"""What the recheck finds, one kind at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest

from palermo.interviews.xforms.instances import Instance, read_instance
from palermo.interviews.xforms.model import XForm
from palermo.interviews.xforms.rechecking import KINDS, MOST, recheck, unknown_functions
from palermo.interviews.xforms.sampling import random_instance
from tests.interviews.xforms.conftest import form_of, own_form, question

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
CHOICES = [{"list_name": "yes_no", "name": name, "label": name} for name in ("yes", "no")]


def filled(body: str) -> Instance:
    return read_instance(f'<data id="example" version="1">{body}</data>'.encode())


def kinds(form: XForm, body: str, now: datetime = NOW) -> dict[str, str]:
    found = recheck(form, filled(body + "<meta><instanceID/></meta>"), now=now).findings
    assert {each.kind for each in found} <= set(KINDS)
    return {each.path: each.kind for each in found}


@pytest.fixture(scope="module")
def form() -> XForm:
    return form_of(
        [
            question("select_one yes_no", "agrees", required="yes", required_message="Say it"),
            question("begin group", "inner", relevant="${agrees} = 'yes'"),
            question("integer", "age", constraint=". < 120", constraint_message="Too old"),
            question("select_multiple yes_no", "both"),
            {"type": "end group"},
            question("begin repeat", "stop", relevant="${age} > 17"),
            question("text", "country"),
            {"type": "end repeat"},
            {"type": "calculate", "name": "stops", "calculation": "count(${stop})"},
            {"type": "calculate", "name": "old", "calculation": "${age} >= 60"},
        ],
        CHOICES,
    )


GOOD = (
    "<agrees>yes</agrees><inner><age>70</age><both>yes no</both></inner><stop><country>ITA</country></stop>"
    "<stop><country/></stop><stops>2</stops><old>true</old>"
)


def test_a_good_interview_has_no_finding(form: XForm) -> None:
    assert kinds(form, GOOD) == {}
    result = recheck(form, filled(GOOD + "<meta><instanceID/></meta>"))
    assert result.recalculated == {"/data/stops": "2", "/data/old": "true"}
    assert result.asked == {
        "/data/agrees", "/data/inner/age", "/data/inner/both", "/data/stop[1]/country", "/data/stop[2]/country",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "finding"),
    [
        (">yes</agrees>", ">perhaps</agrees>", ("/data/agrees", "choice")),
        ("<age>70</age>", "<age>seventy</age>", ("/data/inner/age", "type")),
        ("<age>70</age>", "<age>7e1</age>", ("/data/inner/age", "type")),
        ("<age>70</age>", "<age>170</age>", ("/data/inner/age", "constraint")),
        ("<both>yes no</both>", "<both>yes maybe</both>", ("/data/inner/both", "choice")),
        ("<both>yes no</both>", "", ("/data/inner/both", "missing_node")),
        ("<stops>2</stops>", "<stops>3</stops>", ("/data/stops", "calculation")),
        ("<stops>2</stops>", "<stops/>", ("/data/stops", "calculation")),
        ("<old>true</old>", "<old>false</old>", ("/data/old", "calculation")),
        ("<stops>", "<more>x</more><stops>", ("/data/more", "unknown")),
        ("<stops>", "<agrees>no</agrees><stops>", ("/data/agrees", "unknown")),
        ("<country>ITA</country>", "<country><b>ITA</b></country>", ("/data/stop[1]/country/b", "unknown")),
    ],
)
def test_each_kind(form: XForm, before: str, after: str, finding: tuple[str, str]) -> None:
    assert before in GOOD
    found = kinds(form, GOOD.replace(before, after))
    assert finding in found.items()


@pytest.mark.parametrize("old", ["true", "1"])
def test_a_yes_is_written_in_two_ways(form: XForm, old: str) -> None:
    assert kinds(form, GOOD.replace("<old>true", f"<old>{old}")) == {}


def test_messages_are_those_of_the_form(form: XForm) -> None:
    body = "<agrees/><inner><age>170</age><both/></inner><stops>0</stops><old>false</old><meta><instanceID/></meta>"
    found = {each.path: each.message for each in recheck(form, filled(body)).findings}
    assert found == {"/data/agrees": "Say it", "/data/inner/age": ""}
    old = filled(GOOD.replace(">70<", ">170<") + "<meta><instanceID/></meta>")
    assert {each.message for each in recheck(form, old).findings} == {"Too old"}


def test_consent_that_was_withdrawn_takes_everything_under_it_along(form: XForm) -> None:
    found = kinds(form, GOOD.replace(">yes</agrees>", ">no</agrees>").replace("<stops>2", "<stops>0"))
    assert found["/data/inner/age"] == found["/data/inner/both"] == "irrelevant"
    # The repeat hangs on an answer that no longer counts; its blank entry is no answer.
    assert found["/data/stop[1]/country"] == "irrelevant"
    assert "/data/stop[2]/country" not in found
    # And what was computed of answers that do not count is computed again without them.
    assert found["/data/old"] == "calculation"


def test_a_hidden_repeat_counts_as_none(form: XForm) -> None:
    body = (
        GOOD.replace(">70<", ">7<").replace("true", "false").replace("<country>ITA</country>", "<country/>")
    )
    assert kinds(form, body.replace("<stops>2", "<stops>0")) == {}
    assert kinds(form, body) == {"/data/stops": "calculation"}


def test_results_hang_on_each_other_in_any_order() -> None:
    form = form_of(
        [
            {"type": "calculate", "name": "last", "calculation": "${middle} + 1"},
            {"type": "calculate", "name": "middle", "calculation": "${first} * 2"},
            {"type": "calculate", "name": "first", "calculation": "${given} + 1"},
            question("integer", "given", relevant="${shown} = 'yes'"),
            question("text", "shown"),
        ]
    )
    body = "<last>{0}</last><middle>{1}</middle><first>{2}</first><given>3</given><shown>yes</shown>"
    assert kinds(form, body.format(9, 8, 4)) == {}
    # A tampered result does not spread: what follows is computed of ours.
    assert kinds(form, body.format(9, 8, 5)) == {"/data/first": "calculation"}
    assert set(kinds(form, body.format(9, 9, 4))) == {"/data/middle"}


def test_results_that_hang_on_each_other_in_a_ring_come_to_an_end() -> None:
    form = form_of(
        [
            {"type": "calculate", "name": "one", "calculation": "${two} + 1"},
            {"type": "calculate", "name": "two", "calculation": "${one} + 1"},
        ]
    )
    assert "limit" not in kinds(form, "<one>1</one><two>2</two>").values()


def test_what_changes_with_the_clock_or_by_lot_is_not_held_against_anybody() -> None:
    names = {"now": "now()", "day": "today()", "id": "uuid()", "lot": "random()", "kept": "once(random())",
             "month": "format-date(date('2026-05-01'), '%b')",
             "since": "int(today() - date('2020-01-01'))"}  # fmt: skip
    form = form_of([{"type": "calculate", "name": name, "calculation": text} for name, text in names.items()])
    assert kinds(form, "".join(f"<{name}>anything</{name}>" for name in names)) == {}


def test_what_a_person_may_change_is_not_computed_again() -> None:
    form = form_of(
        [
            question("text", "name", calculation="'Noor'"),
            question("text", "fixed", calculation="'Noor'", readonly="yes"),
        ]
    )
    assert kinds(form, "<name>Other</name><fixed>Other</fixed>") == {"/data/fixed": "calculation"}


@pytest.mark.parametrize(
    ("day", "is_fine"),
    [
        ("2026-05-01", True),
        ("2026-05-02", True),
        ("2026-04-01", True),
        ("2026-05-03", False),
        ("2027-01-01", False),
    ],
)
def test_today_is_any_day_that_it_is_somewhere(day: str, is_fine: bool) -> None:
    form = form_of([question("date", "day", constraint=". <= today()")])
    assert (kinds(form, f"<day>{day}</day>") == {}) is is_fine


def test_a_list_that_is_filtered_offers_what_it_offers() -> None:
    choices = [
        {"list_name": "town", "name": name, "label": name, "region": region}
        for name, region in (("ostia", "coast"), ("tivoli", "hills"))
    ]
    form = form_of(
        [question("text", "region"), question("select_one town", "town", choice_filter="region=${region}")],
        choices,
    )
    assert kinds(form, "<region>coast</region><town>ostia</town>") == {}
    assert kinds(form, "<region>hills</region><town>ostia</town>") == {"/data/town": "choice"}


def test_names_may_be_chosen_out_of_a_repeat() -> None:
    form = form_of(
        [
            question("begin repeat", "child"),
            question("text", "name"),
            {"type": "end repeat"},
            question("select_one ${name}", "eldest"),
        ]
    )
    children = "<child><name>A</name></child><child><name>B</name></child>"
    assert kinds(form, f"{children}<eldest>B</eldest>") == {}
    assert kinds(form, f"{children}<eldest>C</eldest>") == {"/data/eldest": "choice"}


def test_a_list_in_a_file_that_only_the_device_has_is_nobodys_fault() -> None:
    form = form_of(
        [
            question("select_one_from_file towns.csv", "town"),
            {
                "type": "calculate",
                "name": "size",
                "calculation": "instance('towns')/root/item[name=${town}]/size",
            },
        ]
    )
    assert unknown_functions(form) == ()
    assert kinds(form, "<town>any</town><size>7</size>") == {}


def test_a_repeat_has_no_more_entries_than_the_form_computes() -> None:
    form = form_of(
        [
            question("integer", "number"),
            question("begin repeat", "child", repeat_count="${number}"),
            question("text", "name"),
            {"type": "end repeat"},
        ]
    )
    children = "<child><name>A</name></child><child><name>B</name></child>"
    assert "repeat_count" not in kinds(form, f"<number>2</number>{children}").values()
    assert kinds(form, f"<number>1</number>{children}")["/data/child[2]"] == "repeat_count"


def test_a_choice_may_have_its_name_in_any_language() -> None:
    form = form_of(
        [
            {
                "type": "select_one yes_no",
                "name": "asked",
                "label::English (en)": "a",
                "label::Français (fr)": "b",
            },
            {"type": "calculate", "name": "named", "calculation": "jr:choice-name(${asked}, '${asked}')"},
        ],
        [{"list_name": "yes_no", "name": "yes", "label::English (en)": "Yes", "label::Français (fr)": "Oui"}],
    )
    for word in ("Yes", "Oui"):
        assert kinds(form, f"<asked>yes</asked><named>{word}</named>") == {}
    assert kinds(form, "<asked>yes</asked><named>Ja</named>") == {"/data/named": "calculation"}


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("pulldata('a', 'b', 'c', 'd')", ("pulldata",)),
        ("no-such(1) + other(2)", ("no-such", "other")),
        ("if(1, 2)", ("if",)),
        ("1 +", ("calculate: /data/it",)),
        ("following::x", ("following::",)),
        ("regex('a', '(')", ("regex('(')",)),
        ("concat('a', 1)", ()),
    ],
)
def test_what_cannot_be_computed_is_said_at_publication(text: str, unknown: tuple[str, ...]) -> None:
    form = form_of([{"type": "calculate", "name": "it", "calculation": text}])
    assert unknown_functions(form) == unknown


@pytest.mark.parametrize("name", ["screening", "assistance"])
def test_nothing_in_our_forms_is_unknown(name: str) -> None:
    assert unknown_functions(own_form(name)) == ()


def test_a_pattern_that_never_ends_is_stopped() -> None:
    form = form_of([question("text", "word", constraint="regex(., '^(a|aa)+$')")])
    begun = monotonic()
    assert kinds(form, f"<word>{'a' * 60}!</word>") == {"/data/word": "limit"}
    assert monotonic() - begun < 3


def test_a_form_and_an_instance_that_would_take_for_ever_are_stopped() -> None:
    form = form_of(
        [
            question("begin repeat", "stop"),
            question("text", "name", constraint="count(${stop}[name = current()/../name]) < 2"),
            {"type": "end repeat"},
            {"type": "calculate", "name": "all", "calculation": "count(//*[count(//*[count(//*) > 1]) > 1])"},
        ]
    )
    body = "".join(f"<stop><name>{number}</name></stop>" for number in range(4_000)) + "<all>1</all>"
    begun = monotonic()
    found = recheck(form, filled(body), steps=400_000, seconds=2).findings
    assert [each.kind for each in found] == ["limit"]
    assert monotonic() - begun < 10


def test_an_instance_that_is_all_repeats_is_stopped() -> None:
    rows = [question("begin repeat", "stop"), *(question("text", f"q{number}") for number in range(200))]
    form = form_of([*rows, {"type": "end repeat"}])
    found = recheck(form, filled("<stop/>" * 40_000)).findings
    assert found[-1].kind == "limit"
    assert len(found) <= MOST + 1


def test_an_instance_of_another_form_ends_in_findings(form: XForm) -> None:
    other = read_instance(b'<other id="x"><name>Noor</name></other>')
    assert {each.kind for each in recheck(form, other).findings} >= {"unknown", "missing_node"}


def test_the_largest_form_is_checked_in_a_moment() -> None:
    """Quick enough for every submission, by far: the limit here is that of a machine with other work to do."""
    form = own_form("assistance")
    instances = [read_instance(random_instance(form, seed)) for seed in range(5)]
    recheck(form, instances[0])
    begun = monotonic()
    for instance in instances:
        recheck(form, instance, now=NOW + timedelta(days=1))
    assert (monotonic() - begun) / len(instances) < 0.25

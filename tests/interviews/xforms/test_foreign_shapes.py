"""Forms built as others build theirs: what our own do without, checked by the same three engines.

The shapes are those of the examples that pyxform and ODK publish (cascades, rosters in rosters, tables, "other,
specify", scores, names out of a roster ...); the words are invented here.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from palermo.interviews.xforms.instances import answers_of, read_instance
from palermo.interviews.xforms.reading import read_xform
from palermo.interviews.xforms.rechecking import recheck, unknown_functions
from palermo.interviews.xforms.sampling import random_instance
from tests.interviews.xforms.agreement import Case, ask_both, disagreements
from tests.interviews.xforms.conftest import question, xml_of
from tests.interviews.xforms.engines import why_not

NOW = datetime.now(UTC)
INSTANCES = 25


def begin(kind: str, name: str, **cells: str) -> dict[str, str]:
    return question(f"begin {kind}", name, **cells)


def end(kind: str) -> dict[str, str]:
    return {"type": f"end {kind}"}


def choices(list_name: str, *names: str, **columns: str) -> list[dict[str, str]]:
    return [{"list_name": list_name, "name": name, "label": name.title(), **columns} for name in names]


def calculate(name: str, text: str) -> dict[str, str]:
    return {"type": "calculate", "name": name, "calculation": text}


YES_NO = choices("yes_no", "yes", "no")

SHAPES: dict[str, str] = {
    "cascade": xml_of(
        [
            question("select_one region", "region"),
            question("select_one town", "town", choice_filter="region=${region}"),
            question("select_multiple street", "streets", choice_filter="town=${town} or town='any'"),
            question("text", "why", relevant="${town} = 'ostia' or selected(${streets}, 'main')"),
        ],
        [
            *choices("region", "coast", "hills"),
            *choices("town", "ostia", "anzio", region="coast"),
            *choices("town", "tivoli", region="hills"),
            *choices("street", "main", town="any"),
            *choices("street", "harbour", town="ostia"),
            *choices("street", "villa", town="tivoli"),
        ],
    ),
    "roster in a roster": xml_of(
        [
            begin("repeat", "house"),
            question("text", "street"),
            begin("repeat", "person"),
            question("text", "name"),
            question("integer", "age", constraint=". >= 0 and . < 120"),
            question("select_one yes_no", "school", relevant="${age} >= 6 and ${age} < 18"),
            calculate("place", "position(..)"),
            end("repeat"),
            calculate("people", "count(${person})"),
            end("repeat"),
            calculate("houses", "count(${house})"),
            calculate("first", "indexed-repeat(${street}, ${house}, 1)"),
            question("text", "many", relevant="${houses} > 1"),
        ],
        YES_NO,
    ),
    "other, specify": xml_of(
        [
            question("select_one work or_other", "work"),
            question("select_multiple work or_other", "before"),
            question("integer", "hours", relevant="${work} = 'farm'", required="yes"),
        ],
        choices("work", "farm", "shop"),
    ),
    "every control": xml_of(
        [
            question("range", "pain", parameters="start=0 end=10 step=1"),
            question("acknowledge", "read"),
            question("date", "day", constraint=". <= today()"),
            question("image", "picture"),
            question("geopoint", "place"),
            question("note", "thanks", relevant="${pain} > 5"),
            question("decimal", "price", constraint=". > 0"),
            question("text", "after", relevant="${read} = 'OK' and ${day} != ''"),
        ]
    ),
    "required in hidden groups": xml_of(
        [
            question("select_one yes_no", "agrees", required="yes", required_message="Say yes or no"),
            begin("group", "outer", relevant="${agrees} = 'yes'"),
            question("text", "name", required="yes"),
            begin("group", "inner", relevant="string-length(${name}) > 4"),
            question("text", "more", required="${name} != 'Noor Example'"),
            question("text", "code", constraint="regex(., '^[A-Za-z ]+$')", constraint_message="Letters"),
            end("group"),
            end("group"),
            question("text", "late", relevant="${more} != ''"),
        ],
        YES_NO,
    ),
    "scores": xml_of(
        [
            question("decimal", "weight"),
            question("decimal", "height"),
            calculate("index", "round(${weight} div pow(${height}, 2), 1)"),
            calculate(
                "class", "if(${index} = '', 'none', if(${index} < 18.5, 'low', if(${index} < 25, 'fair', 'high')))"
            ),
            question("text", "advice", relevant="${class} = 'low' or ${class} = 'high'"),
            question("date", "born"),
            calculate("later", "if(${born} = '', '', format-date(date(${born} + 30), '%Y-%m-%d'))"),
            calculate("either", "coalesce(${advice}, ${class})"),
        ]
    ),
    "table": xml_of(
        [
            begin("group", "table", appearance="table-list"),
            question("select_one yes_no", "water"),
            question("select_one yes_no", "food"),
            question("select_one yes_no", "rest"),
            end("group"),
            calculate("needs", "count-selected(concat(${water}, ' ', ${food}, ' ', ${rest}))"),
            calculate("all", "checklist(3, 3, ${water} = 'yes', ${food} = 'yes', ${rest} = 'yes')"),
            question("text", "which", relevant="${needs} > 2 and ${all} != 'true' and ${all} != '1'"),
        ],
        YES_NO,
    ),
    "names of choices": xml_of(
        [
            question("select_one colour", "colour"),
            question("select_multiple colour", "colours", constraint="count-selected(.) <= 2"),
            calculate("name", "jr:choice-name(${colour}, '${colour}')"),
            calculate("second", "jr:choice-name(selected-at(${colours}, 1), '${colours}')"),
            question("text", "blue", relevant="selected(${colours}, ${colour}) and ${colour} = 'blue'"),
        ],
        choices("colour", "red", "green", "blue"),
    ),
    "choices out of a roster": xml_of(
        [
            begin("repeat", "child"),
            question("text", "name"),
            question("integer", "age"),
            calculate("number", "position(..)"),
            end("repeat"),
            calculate("old", "count(${child}[age > 17])"),
            calculate("names", "join(', ', ${name})"),
            calculate("last", "indexed-repeat(${name}, ${child}, count(${child}))"),
        ]
    ),
    "two languages": xml_of(
        [
            {"type": "select_one yes_no", "name": "hungry", "label::English (en)": "Hungry?",
             "label::Français (fr)": "Faim ?"},
            {"type": "text", "name": "what", "label::English (en)": "What?", "label::Français (fr)": "Quoi ?",
             "relevant": "${hungry} = 'yes'", "constraint": "string-length(.) < 20",
             "constraint_message::English (en)": "Short", "constraint_message::Français (fr)": "Court"},
        ],
        [{"list_name": "yes_no", "name": name, "label::English (en)": name, "label::Français (fr)": name}
         for name in ("yes", "no")],
        default_language="English (en)",
    ),
    "a list by its properties": xml_of(
        [
            question("select_one site", "site"),
            calculate("beds", "instance('site')/root/item[name = ${site}]/beds"),
            calculate("all_beds", "sum(instance('site')/root/item/beds)"),
            question("integer", "guests", constraint=". <= ${beds}", relevant="${beds} > 0"),
            calculate("free", "if(${guests} = '', ${beds}, ${beds} - ${guests})"),
            question("text", "full", relevant="${free} <= 0"),
        ],
        [*choices("site", "north", beds="5"), *choices("site", "south", beds="0"), *choices("site", "west", beds="44")],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    if why_not():
        pytest.skip(why_not())
    if os.environ.get("PALERMO_DATABASE_URL"):
        pytest.skip("touches no database, so it ran with SQLite and need not run again")
    return ask_both(SHAPES, range(INSTANCES), NOW, tmp_path_factory.mktemp("shapes"))


@pytest.mark.parametrize("name", SHAPES)
def test_the_engines_agree(name: str, cases: list[Case]) -> None:
    form = read_xform(SHAPES[name])
    own = [case for case in cases if case.name == name]
    assert len(own) == INSTANCES
    found = [each for case in own for each in disagreements(form, case, NOW)]
    assert found == [], f"{len(found)} disagreements, the first: {found[:6]}"


@pytest.mark.parametrize("name", SHAPES)
def test_the_form_is_read_whole(name: str) -> None:
    form = read_xform(SHAPES[name])
    assert unknown_functions(form) == ()
    kinds = set()
    answers = 0
    for seed in range(INSTANCES):
        instance = read_instance(random_instance(form, seed))
        kinds.update(finding.kind for finding in recheck(form, instance).findings)
        answers += len(answers_of(form, instance))
    assert answers > INSTANCES
    assert not kinds & {"uncomputable", "limit", "unknown", "missing_node"}

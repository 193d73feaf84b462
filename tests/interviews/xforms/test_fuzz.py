"""Whatever arrives is read or refused, and whatever is read is checked to an end."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from palermo.interviews.xforms.instances import Instance, InstanceRefused, answers_of, files_of, read_instance
from palermo.interviews.xforms.model import XForm
from palermo.interviews.xforms.rechecking import KINDS, MOST, recheck
from palermo.interviews.xforms.sampling import random_instance
from tests.interviews.xforms.conftest import form_of, own_form, question

QUIET = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
#: What XML can hold.
_SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
ODD = st.one_of(
    st.text(_SIGNS, max_size=60),
    st.sampled_from(
        ["NaN", "-0", "1e999", "9" * 400, "2026-02-31", "0000-00-00", "9999-12-31T23:59:59.999+14:00", "'", '"',
         "../..", "a b " * 50, "\u202e", "true()", "//data", "x" * 30_000, "-", ".", "+1", "1970-01-01T00:00Z"]
    ),
)  # fmt: skip


def every_function() -> XForm:
    """Calculations of everything over one answer that anybody may write."""
    texts = [
        "${it} + 1", "${it} * ${it}", "${it} div ${it}", "${it} mod 3", "-${it}", "round(${it}, 2)",
        "int(${it})", "pow(${it}, ${it})", "date(${it})", "format-date(${it}, '%Y')",
        "decimal-date-time(${it})", "decimal-time(${it})", "date(${it} * 100000)",
        "substr(${it}, ${it}, 3)", "selected-at(${it}, ${it})", "selected(${it}, ${it})",
        "regex(${it}, ${it})", "translate(${it}, ${it}, 'x')", "digest(${it}, 'MD5')",
        "base64-decode(${it})", "number(${it}) > 1", "exp(${it})", "concat(${it}, ${it})",
        "coalesce(${it}, 1)", "boolean(${it})", "log10(${it})", "string-length(${it})",
        "indexed-repeat(${more}, ${list}, ${it})", "sum(${more})", "max(${more})", "join(${it}, ${more})",
        "count(${list}[more = ${it}])", "checklist(${it}, 2, ${it})", "jr:choice-name(${it}, '${it}')",
        "sqrt(${it})",
    ]  # fmt: skip
    rows = [
        question("text", "it"),
        question("begin repeat", "list"),
        question("decimal", "more"),
        {"type": "end repeat"},
    ]
    rows += [
        {"type": "calculate", "name": f"c{place}", "calculation": text} for place, text in enumerate(texts)
    ]
    rows += [
        question("date", "day", constraint=". > ${it}", relevant="${c0} != 3"),
        question("geopoint", "place"),
    ]
    return form_of(rows)


EVERY = every_function()


def check(form: XForm, instance: Instance) -> None:
    answers_of(form, instance)
    files_of(form, instance)
    result = recheck(form, instance, steps=200_000, seconds=2)
    assert {finding.kind for finding in result.findings} <= set(KINDS)
    assert len(result.findings) <= MOST + 1


def read(content: bytes) -> Instance | None:
    try:
        return read_instance(content)
    except InstanceRefused:
        return None


@QUIET
@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    read(content)
    read(b'<data id="example">' + content + b"</data>")


@QUIET
@given(st.integers(0, 50), st.integers(0, 10_000), st.binary(max_size=8))
def test_instances_that_were_cut_or_overwritten(seed: int, place: int, bytes_put: bytes) -> None:
    form = own_form("screening")
    content = random_instance(form, seed)
    place %= len(content)
    for changed in (content[:place], content[:place] + bytes_put + content[place + len(bytes_put) :]):
        instance = read(changed)
        if instance is not None:
            check(form, instance)


@QUIET
@given(st.integers(0, 50), st.data())
def test_instances_that_were_turned_about(seed: int, data: st.DataObject) -> None:
    form = own_form("assistance")
    root = etree.fromstring(random_instance(form, seed))
    for _change in range(data.draw(st.integers(1, 6))):
        elements = list(root.iter())
        one = elements[data.draw(st.integers(0, len(elements) - 1))]
        other = elements[data.draw(st.integers(0, len(elements) - 1))]
        match data.draw(st.sampled_from(["move", "copy", "drop", "rename", "write", "nest", "many"])):
            case "move" if (
                other not in list(one.iterancestors()) + list(one.iterdescendants()) and one is not root
            ):
                if other is not one:
                    other.append(one)
            case "copy":
                other.append(etree.fromstring(etree.tostring(one, with_tail=False)))
            case "drop" if one.getparent() is not None:
                one.getparent().remove(one)
            case "rename":
                one.tag = data.draw(st.sampled_from(["stop", "x", "{urn:y}z", "data", "meta", other.tag]))
            case "write":
                one.text = data.draw(ODD)
            case "nest":
                for _level in range(data.draw(st.integers(1, 50))):
                    one = etree.SubElement(one, "stop")
            case "many":
                for _entry in range(40):
                    root.append(
                        etree.fromstring(
                            "<stop><stop_page><stop_country>ITA</stop_country></stop_page></stop>"
                        )
                    )
    instance = read(etree.tostring(root))
    if instance is not None:
        check(form, instance)


@QUIET
@given(ODD, st.lists(ODD, max_size=4))
def test_any_answer_under_every_function(it: str, more: list[str]) -> None:
    root = etree.Element("data", id="example", version="1")
    etree.SubElement(root, "it").text = it
    for each in more:
        etree.SubElement(etree.SubElement(root, "list"), "more").text = each
    etree.SubElement(root, "day").text = it
    etree.SubElement(root, "place").text = it
    instance = read(etree.tostring(root, encoding="utf-8"))
    assert instance is not None
    check(EVERY, instance)


@pytest.mark.parametrize(
    "value", ["9" * 400, "1e999", "9999-12-31", "0001-01-01", "-0", "1e308", "0" * 5_000]
)
def test_odd_numbers_and_days(value: str) -> None:
    check(EVERY, read_instance(f'<data id="example"><it>{value}</it><day>{value}</day></data>'.encode()))

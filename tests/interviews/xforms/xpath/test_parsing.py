"""XPath as text: read as libxml2 reads it, or refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from palermo.interviews.xforms.tree import Element
from palermo.interviews.xforms.xpath.parsing import DEEPEST, parse
from palermo.interviews.xforms.xpath.problems import NotKnown, XPathProblem
from tests.interviews.xforms.xpath.computing import compute

#: A document without blanks or dates: there libxml2 and JavaRosa mean the same.
XML = "<a><b><c>1</c><c>2</c><d>7</d></b><b><c>3</c><d>x</d></b><e>4</e></a>"


def tree(source: etree._Element, parent: Element | None, path: str) -> Element:
    element = Element(source.tag, (source.text or "").strip(), parent)
    element.path = f"{path}/{source.tag}"
    for child in source:
        tree(child, element, element.path)
    return element


def ours(text: str) -> object:
    document = Element("")
    root = tree(etree.fromstring(XML), document, "")
    return compute(text, root, document)


def theirs(text: str) -> object:
    result = etree.fromstring(XML).xpath(text)
    return [node.tag for node in result] if isinstance(result, list) else result


NAMES = st.sampled_from(["a", "b", "c", "d", "e", "*", ".", ".."])
AXES = st.sampled_from(["", "descendant::", "self::", "ancestor::", "ancestor-or-self::", "descendant-or-self::",
                        "parent::", "following-sibling::"])  # fmt: skip
STEPS = st.builds(lambda axis, name: name if name.startswith(".") else axis + name, AXES, NAMES)
CONDITIONS = st.sampled_from(
    ["", "", "[1]", "[last()]", "[position() = 2]", "[c = 1]", "[d > 3]", "[c and d]", "[not(e)]"]
)
RELATIVE = st.lists(st.builds(lambda step, held: step + ("" if step.startswith(".") else held), STEPS, CONDITIONS),
                    min_size=1, max_size=3).map("/".join)  # fmt: skip
#: ``//.`` and ``//parent::x`` begin at texts too, which are no nodes here.
_BELOW = RELATIVE.filter(lambda path: path[0] in "abcde*" and "::" not in path.partition("/")[0])
PATHS = st.one_of(
    RELATIVE, _BELOW.map(lambda path: f"//{path}"), st.builds("{} | {}".format, RELATIVE, RELATIVE)
)
NUMBERS = st.recursive(
    st.one_of(
        st.integers(0, 30).map(str),
        PATHS.map(lambda path: f"count({path})"),
        PATHS.map(lambda path: f"sum({path})"),
    ),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "div", "mod"]), inner),
        inner.map(lambda text: f"-{text}"),
        inner.map(lambda text: f"floor({text})"),
    ),
    max_leaves=5,
)
YES_OR_NO = st.recursive(
    st.builds("{} {} {}".format, NUMBERS, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), NUMBERS),
    lambda inner: st.one_of(
        st.builds("({}) {} ({})".format, inner, st.sampled_from(["and", "or"]), inner),
        inner.map(lambda text: f"not({text})"),
    ),
    max_leaves=4,
)
TEXTS = st.recursive(
    st.sampled_from(["'ab'", '"Noor"', "''", "'1'"]),
    lambda inner: st.one_of(
        st.builds("concat({}, {})".format, inner, inner),
        st.builds("substring({}, {})".format, inner, st.integers(-1, 4)),
        st.builds("substring-before({}, 'o')".format, inner),
        st.builds("translate({}, 'abo', 'BA')".format, inner),
        st.builds("normalize-space({})".format, inner),
    ),
    max_leaves=4,
)


@given(PATHS)
def test_paths_lead_where_they_lead_in_libxml2(text: str) -> None:
    found = ours(text)
    assert isinstance(found, list)
    assert sorted(node.name for node in found if node.path) == sorted(theirs(text))  # type: ignore[type-var, arg-type]


@example("count(ancestor::*)")
@given(NUMBERS)
def test_numbers_are_those_of_libxml2(text: str) -> None:
    one, other = ours(text), theirs(text)
    assert isinstance(one, float)
    assert isinstance(other, float)
    # libxml2 and XPath make no number of a sum with a text in it; JavaRosa leaves the text out.
    if "sum(" not in text:
        assert one == other or (math.isnan(one) and math.isnan(other))


@given(YES_OR_NO)
def test_comparisons_are_those_of_libxml2(text: str) -> None:
    if "sum(" not in text:
        assert ours(text) is theirs(text)


@given(TEXTS)
def test_texts_are_those_of_libxml2(text: str) -> None:
    assert ours(text) == theirs(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("2 - 1 - 1", 0.0),
        ("8 div 2 div 2", 2.0),
        ("1 - -1", 2.0),
        ("--1", 1.0),
        ("1 < 2 = true()", True),
        ("true() or false() and false()", True),
        (".5 + 5.", 5.5),
        ("'it''s'", XPathProblem),
        ('"it\'s"', "it's"),
        ("count(a-b)", 0.0),
        ("e -1", 3.0),
        ("div div div", math.nan),
        ("count(*) * 2", 6.0),
        ("//c[1] = 3", True),
        ("count(//c[1])", 2.0),
        ("count((//c)[1])", 1.0),
    ],
)
def test_how_things_are_read(text: str, value: object) -> None:
    if value is XPathProblem:
        with pytest.raises(XPathProblem):
            ours(text)
    elif isinstance(value, float) and math.isnan(value):
        found = ours(text)
        assert isinstance(found, float)
        assert math.isnan(found)
    else:
        assert ours(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1 +",
        "(",
        ")",
        "a/",
        "a[",
        "a]",
        "f(",
        "f(1,",
        "'x",
        "a b",
        "1 2",
        "=",
        "a/b(c)/",
        "#",
        "a[]",
        "::a",
    ],
)
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(XPathProblem):
        ours(text)


@pytest.mark.parametrize("text", ["$x", "a/@b", "following::a", "text()", "namespace::a"])
def test_what_forms_do_not_use(text: str) -> None:
    with pytest.raises(NotKnown):
        parse(text)


@pytest.mark.parametrize(
    "text",
    ["(" * 5_000 + "1" + ")" * 5_000, "-" * 5_000 + "1", "not(" * 5_000 + "1" + ")" * 5_000,
     "a[" * 5_000 + "1" + "]" * 5_000, "1" * 60_000],
)  # fmt: skip
def test_an_expression_cannot_be_nested_or_long_without_end(text: str) -> None:
    with pytest.raises(XPathProblem):
        parse(text)


def test_many_conditions_in_a_row_are_not_deep() -> None:
    assert ours(" or ".join(["e = 5"] * 1_000)) is False
    assert ours(" + ".join(["1"] * 1_000)) == 1_000.0
    nested = "if(e = 5, 1, " * (DEEPEST - 5) + "2" + ")" * (DEEPEST - 5)
    assert ours(nested) == 2.0


@given(st.text(alphabet="abc()[]/.'\"@*|=<>!+-,: 1$", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text)
    except XPathProblem:
        return

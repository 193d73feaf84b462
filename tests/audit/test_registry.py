"""An act that nobody defined, or a detail in which a name would fit, stops at once."""

from __future__ import annotations

import pytest

from palermo.audit import registry
from palermo.audit.errors import EntryRefused, UnknownAct
from palermo.audit.registry import (
    Act,
    Detail,
    Identifier,
    check_details,
    define,
    define_object_kind,
    known_act,
)


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "ACTS", {})
    monkeypatch.setattr(registry, "OBJECT_KINDS", {})


def test_what_is_defined_is_known() -> None:
    act = define(
        "glass.broken", "%(actor)s", details={"reason": Detail.CODE}, optional={"count": Detail.COUNT}
    )
    assert known_act("glass.broken") is act
    with pytest.raises(UnknownAct, match=r"glass\.mended"):
        known_act("glass.mended")


@pytest.mark.parametrize(
    "name", ["read", "Case.read", "case.", "case read", "case.read2", f"case.{'x' * 60}"]
)
def test_a_name_is_words_with_dots(name: str) -> None:
    with pytest.raises(UnknownAct):
        define(name, "")
    assert not registry.ACTS


def test_nothing_is_defined_twice() -> None:
    define("case.read", "")
    define_object_kind("case", "case", Identifier.OPAQUE)
    with pytest.raises(UnknownAct, match="twice"):
        define("case.read", "")
    with pytest.raises(UnknownAct, match="twice"):
        define_object_kind("case", "case", Identifier.OPAQUE)


@pytest.mark.parametrize("name", ["actor", "mission", "object_id", "act", "Reason", "a-b", ""])
def test_a_detail_is_not_named_like_a_parameter(name: str) -> None:
    with pytest.raises(UnknownAct):
        define("case.read", "", details={name: Detail.CODE})


def test_a_detail_is_needed_or_optional_not_both() -> None:
    with pytest.raises(UnknownAct):
        define("case.read", "", details={"why": Detail.CODE}, optional={"why": Detail.CODE})


ACT = Act("case.read", "", {"why": Detail.CODE}, {"parts": Detail.CODES})


def test_details_are_those_of_the_act() -> None:
    check_details(ACT, {"why": "review"})
    check_details(ACT, {"why": "review", "parts": ["needs", "events"]})
    with pytest.raises(UnknownAct, match="name"):
        check_details(ACT, {"why": "review", "name": "x"})
    with pytest.raises(UnknownAct, match="needs why"):
        check_details(ACT, {"parts": []})


@pytest.mark.parametrize(
    ("detail", "good", "bad"),
    [
        (Detail.COUNT, [0, 2**63 - 1], [-1, 2**63, 1.0, True, "1", None]),
        (Detail.FLAG, [True, False], [0, "true", None]),
        (
            Detail.CODE,
            ["forced_labour", "UKR", "X-CARIBBEAN", "csv"],
            ["Anna", "Анна", "anna b", "A.B.", "", "+4912345", "1990", "x" * 65, None, 1, "a\n"],
        ),
        (Detail.CODES, [[], ["a", "b"]], [["Anna"], "a", [1], ["a"] * 101, {"a"}]),
        (Detail.OPAQUE, ["abcdefghijklmnop"], ["abcdefghijklmno", "ABCDEFGHIJKLMNOP", "abcdefghijklmno1", 5]),
        (Detail.OPAQUES, [["abcdefghijklmnop"]], [["abc"], "abcdefghijklmnop"]),
        (Detail.DIGEST, ["0" * 64], ["0" * 63, "g" * 64, "A" * 64]),
        (Detail.MOMENT, ["2026-11-22T01:02:03Z"], ["2026-11-22", "2026-11-22T01:02:03", ""]),
    ],
)
def test_each_kind_of_detail_takes_its_form_only(
    detail: Detail, good: list[object], bad: list[object]
) -> None:
    act = Act("case.read", "", {"it": detail})
    for value in good:
        check_details(act, {"it": value})
    for value in bad:
        with pytest.raises(EntryRefused, match="it must be"):
            check_details(act, {"it": value})


def test_what_is_refused_is_not_repeated_where_a_log_may_keep_it() -> None:
    with pytest.raises(EntryRefused) as refusal:
        check_details(ACT, {"why": "Anna Kowalska"})
    assert "Anna" not in str(refusal.value.as_dict())


def test_an_act_with_a_count_stands_for_several() -> None:
    assert Act("export.made", "", {"count": Detail.COUNT}).counts
    assert not ACT.counts

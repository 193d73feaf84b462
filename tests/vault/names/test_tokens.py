"""Tokens under which names are found again."""

from __future__ import annotations

import hashlib
import itertools
from pathlib import Path

import pytest

from palermo.home import Home
from palermo.vault.names.tokens import KINDS, TOKEN_BYTES, NameTokens, rank
from palermo.vault.opened import Vault
from palermo.vault.tokens import purpose_key
from tests.vault.names.spellings import whole_names


@pytest.fixture
def tokens(vault: Vault) -> NameTokens:
    return NameTokens(vault)


def found_in(tokens: NameTokens, query: str, stored: str) -> int | None:
    """In which round ``query`` finds ``stored``; None when in none."""
    held = tokens.stored([stored])
    rounds = (number for number, looked_up in enumerate(tokens.rounds(query)) if held & looked_up.keys())
    return next(rounds, None)


@pytest.mark.parametrize(
    ("query", "stored", "round_"),
    [
        ("Olena Shevchenko", "Olena Shevchenko", 0),
        ("Shevchenko Olena", "Olena Shevchenko", 0),
        ("Олена Шевченко", "Olena Shevchenko", 0),
        ("Olena Schewtschenko", "Олена Шевченко", 0),
        ("Olena Shevcehnko", "Olena Shevchenko", 0),
        ("Olena Shefchenk", "Olena Shevchenko", 0),
        ("محمد الحسن", "Mohamed Al-Hassan", 0),
        ("Abdul Rahman Haddad", "عبدالرحمن حداد", 0),
        ("Ivan Sidorov", "Иван Петрович Сидоров", 0),
        ("Li Yong Qiang", "李勇强", 0),
        ("Li Yongqiang", "李勇强", 0),
        ("李军军", "李伟军", 0),
        ("芳涛", "胡芳涛", 0),
        ("Chiyan Baano", "Chiyan Balano", 0),
        ("Mmed Balano", "Mamed Balano", 0),
        ("Khe tFakaskaia", "Khet Fakaskaia", 0),
        ("Posht Ugetski", "Posh Tugetski", 0),
        ("Gamal Mansour", "جمال منصور", 1),
        ("Halyna Bondarenko", "Галина Бондаренко", 0),
        ("Olena Shevcbenpo", "Olena Shevchenko", 2),
        ("Oksana", "Оксана Мельник", 0),
        ("Oksama", "Оксана Мельник", 1),
        ("Taras Melnyk", "Olena Shevchenko", None),
        ("Taras", "Olena Shevchenko", None),
        ("", "Olena Shevchenko", None),
    ],
)
def test_who_finds_whom(tokens: NameTokens, query: str, stored: str, round_: int | None) -> None:
    assert found_in(tokens, query, stored) == round_


def test_any_alias_is_enough_and_parts_of_two_names_are_no_pair(tokens: NameTokens) -> None:
    held = tokens.stored(["Olena Shevchenko", "Lena Bondar"])
    first = next(tokens.rounds("Lena Bondar"))
    assert held & first.keys()
    assert not held & next(tokens.rounds("Oleksandra Bondar")).keys()


def test_tokens_are_short_keyed_and_say_nothing(tokens: NameTokens, vault: Vault, tmp_path: Path) -> None:
    held = tokens.stored(["Zoltan Shcherbachenko"])
    assert {len(token) for token in held} == {TOKEN_BYTES}
    assert held == tokens.stored(["Zoltan Shcherbachenko"])
    other_instance = NameTokens(Vault(Home(tmp_path / "other"), makes_keys=True))
    assert not held & other_instance.stored(["Zoltan Shcherbachenko"])
    assert not held & NameTokens(vault, "perpetrators").stored(["Zoltan Shcherbachenko"])
    key = purpose_key(vault, "names")
    assert hashlib.blake2b(b"part|SLTN|0", key=key, digest_size=8).digest() in held


def test_common_parts_are_spread_and_always_found(tokens: NameTokens) -> None:
    singles = [tokens.stored(["Mohammed"]) for _ in range(200)]
    assert all(len(single) == 1 for single in singles)
    assert len(set().union(*singles)) > 30
    looked_up = next(tokens.rounds("محمد"))
    assert set().union(*singles) <= looked_up.keys()


def test_common_endings_are_spread_and_always_found(tokens: NameTokens) -> None:
    held = [tokens.stored(["Irina Petrovna Sadovskaya"]) for _ in range(60)]
    assert len(set().union(*held)) > max(len(one) for one in held) + 10
    *_rounds, last = tokens.rounds("Irina Petrovna Sadovskaya")
    grams = {token for token, weight in last.items() if weight == KINDS["gram pair"]}
    assert all(len(one & grams) == 6 for one in held)


def test_an_index_stays_small(tokens: NameTokens) -> None:
    names = [f"{one.native} {other.native}" for one, other in itertools.pairwise(whole_names())]
    sizes = [len(tokens.stored([name])) for name in names]
    assert sum(sizes) / len(sizes) < 9
    assert max(len(looked_up) for name in names[::10] for looked_up in tokens.rounds(name)) < 4_000


def test_weights_rank_what_has_more_in_common(tokens: NameTokens) -> None:
    people = ["Olena Shevchenko", "Olena Shevchenkova", "Alina Shavchinko", "Taras Melnyk"]
    looked_up = next(tokens.rounds("Olena Shevchenko"))
    rows = [(token, who) for who in people for token in tokens.stored([who]) if token in looked_up]
    ranked = rank(rows, looked_up)
    assert ranked[0] == "Olena Shevchenko"
    assert "Taras Melnyk" not in ranked
    assert set(looked_up.values()) <= set(KINDS.values())


def test_syllables_taken_together_are_the_whole_name(tokens: NameTokens) -> None:
    """Else whoever has the three syllables in any order would come before the one who writes two of them in one."""
    first = next(tokens.rounds("Shan Min Jun"))

    def score(stored: str) -> float:
        return sum(first.get(token, 0.0) for token in tokens.stored([stored]))

    assert score("Shan Minjun") >= score("Jun Min Shan") * 0.75
    assert score("Shan Minjun") > score("Shan Min")


def test_rarer_parts_rank_those_who_share_an_opening(tokens: NameTokens) -> None:
    *_rounds, last = tokens.rounds("Pidon Fohotsasinin")
    held = tokens.stored(["Pidon Fokhocasyshyn"]) & last.keys()
    assert {last[token] for token in held} == {KINDS["gram pair"], KINDS["part beside a pair"]}
    *_rounds, last = tokens.rounds("Olena Maria")
    assert KINDS["part beside a pair"] not in last.values()

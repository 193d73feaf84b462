"""Tokens recognise without keeping."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.home import Home
from palermo.vault.opened import Vault
from palermo.vault.rotate_master import rotate_master
from palermo.vault.setting_up import set_up_keys
from palermo.vault.tokens import fingerprint, fold_exact, tokeniser, vault_tokeniser


def test_equal_texts_have_equal_tokens_in_one_instance_and_purpose_only(tmp_path: Path) -> None:
    one, other = Home(tmp_path / "one"), Home(tmp_path / "other")
    token = tokeniser(one, "individual_ref")
    assert token("P-17") == tokeniser(one, "individual_ref")("P-17")
    assert len(token("P-17")) == 32
    assert token("P-17") != token("P-18")
    assert token("P-17") != tokeniser(one, "case_ref")("P-17")
    assert token("P-17") != tokeniser(other, "individual_ref")("P-17")


@given(text=st.text(min_size=4))
def test_the_text_is_not_in_its_token(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    token = tokeniser(Home(tmp_path_factory.getbasetemp() / "tokens"), "individual_ref")(text)
    assert text.encode() not in token


def test_tokens_outlive_the_master_key(vault: Vault) -> None:
    before = vault_tokeniser(vault, "passport")("AB 123")
    rotate_master(vault)
    vault.memory.forget()
    assert vault_tokeniser(vault, "passport")("AB 123") == before


def test_the_secret_of_earlier_versions_is_taken_over_and_destroyed(tmp_path: Path) -> None:
    home = Home(tmp_path)
    secret = home.secret("token_secret")
    key = hmac.digest(secret.encode(), b"palermo/token/individual_ref", "sha256")
    vault = Vault(home)
    set_up_keys(vault, may_create=True)
    assert not (home.keys / "token_secret").exists()
    assert vault_tokeniser(vault, "individual_ref")("P-17") == hmac.digest(key, b"P-17", hashlib.sha256)
    for path in home.keys.iterdir():
        assert secret.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AB 123-456", "ab123456"),
        ("АВ 123456", "AB123456"),  # the first is Cyrillic
        ("٠١٢٣", "0123"),
        ("۷۸۹", "789"),
        ("ＡＢ１", "ab1"),
        ("№ É-7", "no e7"),
        ("+380 (44) 123", "38044123"),
    ],
)
def test_ways_of_writing_a_number_agree(one: str, other: str) -> None:
    assert fold_exact(one) == fold_exact(other) != ""


@pytest.mark.parametrize("nothing", ["", "   ", "---", "()"])
def test_nothing_folds_to_nothing(nothing: str) -> None:
    assert fold_exact(nothing) == ""


@given(text=st.text())
def test_folding_is_settled_after_once(text: str) -> None:
    assert fold_exact(fold_exact(text)) == fold_exact(text)


@given(one=st.binary(), other=st.binary())
def test_fingerprints_tell_records_apart(one: bytes, other: bytes) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (one == other)
    assert len(fingerprint(one)) == 16

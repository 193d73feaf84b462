"""``palermo passwords``: putting a list of breached passwords in place."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from pytest_django import Settings

from palermo.commands.passwords import command
from palermo.home import Home


@pytest.fixture(autouse=True)
def own_home(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = Home(tmp_path / "home")


def run(*words: str) -> Result:
    return CliRunner().invoke(command, words, catch_exceptions=False)


def test_a_list_is_put_in_place_and_counts_at_once(tmp_path: Path) -> None:
    validate_password("seven shelter ponies")
    assert "There is no list" in run("status").output
    plain = tmp_path / "plain.txt"
    plain.write_text("seven shelter ponies\nanother one\n")
    assert "2 passwords are refused" in run("breached", str(plain), "--plain").output
    assert "2" in run("status").output
    with pytest.raises(ValidationError):
        validate_password("seven shelter ponies")


def test_digests_with_counts(tmp_path: Path) -> None:
    listed = tmp_path / "listed.txt"
    listed.write_text("0" * 40 + ":3\n" + "f" * 40 + ":900\n")
    assert "1 password is refused" in run("breached", str(listed), "--at-least", "10").output

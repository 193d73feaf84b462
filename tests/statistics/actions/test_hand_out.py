"""Figures leave as files only when that is on record; so do snapshots come to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.test import Client
from django.urls import reverse

from palermo.access.actors import SystemActor
from palermo.access.models import Account, Role
from palermo.audit.recording import audited, record
from palermo.audit.selectors import Entry, entries
from palermo.commands import cli
from palermo.errors import NotFoundOrNotAllowed
from palermo.exchange.actions.import_caseload import Options, import_rows
from palermo.statistics.actions.build_extract import build_extract
from palermo.statistics.actions.hand_out import hand_out
from palermo.statistics.asking import ask
from palermo.statistics.extract import store
from palermo.statistics.selectors import publication
from palermo.vault.chain import CHAIN_SECRET, ChainKeyMissing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_extracts")]
SYSTEM = SystemActor("test")


def register() -> None:
    row = {"mission": "UKR", "case_ref": "A-1", "registered_on": "2011-05", "sex": "female"}
    assert import_rows([row], actor=SYSTEM, source_name="test", options=Options()).is_stored


def newest() -> Entry:
    return entries().entries[0]


def of_statistics() -> list[str]:
    """The acts of this package, oldest first."""
    acts = [entry.act for entry in reversed(entries().entries)]
    return [act for act in acts if act.startswith(("extract.", "statistics."))]


@pytest.fixture
def no_key() -> Iterator[None]:
    with audited():
        record("case.read", actor="account:1", object_kind="case", object_id="aaaaaaaaaaaaaaaa")
    path = settings.HOME.keys / CHAIN_SECRET
    aside = path.with_name("aside")
    path.rename(aside)
    yield
    aside.rename(path)


def test_a_snapshot_is_on_record() -> None:
    register()
    extract = build_extract(actor=SYSTEM)
    assert (newest().act, newest().object_id, newest().details) == (
        "extract.built",
        extract.manifest.snapshot,
        {"count": 1},
    )
    build_extract(actor=SYSTEM)
    assert of_statistics() == ["extract.built"], "the one that is there was not built again"


def test_without_a_record_there_is_no_snapshot(request: pytest.FixtureRequest) -> None:
    register()
    request.getfixturevalue("no_key")
    with pytest.raises(ChainKeyMissing):
        build_extract(actor=SYSTEM)
    assert store.current() is None
    assert list(settings.HOME.scratch.glob("extract-*")) == []


@pytest.mark.parametrize(
    ("name", "what", "kind"), [("statistics_file", "table08_sex", "csv"), ("statistics_picture", "figure4_sex", "svg")]
)  # fmt: skip
def test_what_is_downloaded(
    client: Client, account_of: Callable[..., Account], name: str, what: str, kind: str
) -> None:
    register()
    account = account_of(Role.FOCAL_POINT)
    client.force_login(account)
    assert client.get(reverse(name, args=[what, kind])).status_code == 200
    assert (newest().act, newest().actor) == ("statistics.exported", f"account:{account.pk}")
    assert newest().details == {"tables": [what], "formats": [kind]}
    assert newest().object_id == store.current().manifest.snapshot  # type: ignore[union-attr]


def test_looking_at_a_page_takes_nothing_away(client: Client, account_of: Callable[..., Account]) -> None:
    register()
    client.force_login(account_of(Role.ANALYST))
    client.get(reverse("statistics"))
    assert of_statistics() == ["extract.built"]


def test_a_report_of_the_command_line(tmp_path: Path) -> None:
    register()
    options = ["--year", "2011", "--table", "table08_sex", "--no-figures", "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(cli, ["report", "tables", *options])
    assert done.exit_code == 0, done.output
    assert newest().actor == "system:command line"
    assert newest().details == {"tables": ["table08_sex"], "formats": ["csv"]}


def test_without_a_record_nothing_leaves(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    register()
    answer = publication(SYSTEM, ask(year=2011), tables=["table08_sex"], with_figures=False)
    request.getfixturevalue("no_key")
    with pytest.raises(ChainKeyMissing):
        hand_out(answer, actor=SYSTEM, formats=["csv"])
    options = ["--year", "2011", "--table", "table08_sex", "--no-figures", "--out", str(tmp_path / "out")]
    assert isinstance(CliRunner().invoke(cli, ["report", "tables", *options]).exception, ChainKeyMissing)
    assert not (tmp_path / "out").exists()


def test_not_for_every_role(account_of: Callable[..., Account]) -> None:
    register()
    answer = publication(SYSTEM, ask(year=2011), tables=["table08_sex"], with_figures=False)
    with pytest.raises(NotFoundOrNotAllowed):
        hand_out(answer, actor=account_of(Role.ADMINISTRATOR), formats=["csv"])

"""``palermo keys``."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from palermo.audit.models import AuditEntry
from palermo.commands import keys
from palermo.home import Home
from palermo.interviews.filling.sealing import current_key
from palermo.interviews.models import SealingKey
from palermo.vault.erasure import destroy_individual_keys
from palermo.vault.errors import KeysNotReady, NoKey, RecoveryRefused
from palermo.vault.individual_keys import create_individual_keys, individual_keys
from palermo.vault.keystore import set_fact
from palermo.vault.master import file
from palermo.vault.opened import Vault

PASSPHRASE = "seven quiet rivers under snow"
Run = Callable[..., Result]


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    """The vault on which the commands work: empty, strict as in production."""
    for name in ("PALERMO_MASTER_KEY", "PALERMO_KMS_COMMAND", "PALERMO_KEYSTORE"):
        monkeypatch.delenv(name, raising=False)
    opened = Vault(Home(tmp_path / "home"))
    monkeypatch.setattr(keys, "vault", lambda: opened)
    return opened


@pytest.fixture
def run(vault: Vault) -> Run:
    def invoke(*words: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(keys.command, words, input=typed, catch_exceptions=False)

    return invoke


def export(run: Run) -> str:
    """The code as printed."""
    output = run("export-recovery", typed=f"{PASSPHRASE}\n{PASSPHRASE}\n").output
    return "\n".join(line for line in output.splitlines() if line[:1].isdigit())


def test_losing_the_key_is_explained_before_there_is_one(run: Run, vault: Vault) -> None:
    refused = run("init", typed="n\n")
    assert refused.exit_code == 1
    assert "lost for ever" in refused.output
    assert "export-recovery" in refused.output
    assert not file.current_path(vault.home).exists()
    accepted = run("init", typed="y\n")
    assert accepted.exit_code == 0
    assert file.read(file.current_path(vault.home))
    again = run("init")
    assert "nothing changed" in again.output
    assert "lost for ever" not in again.output


def test_without_a_question_for_machines(run: Run, vault: Vault) -> None:
    made = run("init", "--yes")
    assert "lost for ever" in made.output
    assert file.current_path(vault.home).exists()


def test_a_lost_key_is_not_replaced_by_init(run: Run, vault: Vault) -> None:
    run("init", "--yes")
    file.current_path(vault.home).unlink()
    with pytest.raises(KeysNotReady):
        run("init", "--yes")
    assert "palermo keys restore" in run("status").output


def test_status_says_what_to_do_next(run: Run, vault: Vault, tmp_path: Path) -> None:
    assert "palermo keys init" in run("status").output
    run("init", "--yes")
    create_individual_keys(vault, ["anna", "bela"], mission="UKR")
    said = run("status").output
    assert "export-recovery" in said
    assert "palermo keys copy PATH" in said
    assert "individuals with a key\t2" in said
    export(run)
    run("copy", str(tmp_path / "copy"))
    assert "!" not in run("status").output
    destroy_individual_keys(vault, "anna")
    said = run("status").output
    assert f"palermo keys copy {tmp_path / 'copy'}" in said
    assert "erased\t1" in said
    assert "anna" not in said
    run("copy", str(tmp_path / "copy"))
    assert "!" not in run("status").output
    run("rotate")
    assert "export-recovery" in run("status").output


def test_rotating_keeps_everything_readable(run: Run, vault: Vault) -> None:
    run("init", "--yes")
    create_individual_keys(vault, ["anna"], mission="UKR")
    create_individual_keys(vault, ["bela"], mission="MDA")
    before = [individual_keys(vault, name).newest.secret for name in ("anna", "bela")]
    assert "UKR has a new key" in run("rotate", "--mission", "UKR").output
    assert "MDA has a new key" in run("rotate", "--all-missions").output
    assert "Recovery codes from before" in run("rotate").output
    vault.memory.forget()
    assert [individual_keys(vault, name).newest.secret for name in ("anna", "bela")] == before


def test_finish_takes_up_what_was_interrupted(run: Run, vault: Vault) -> None:
    run("init", "--yes")
    create_individual_keys(vault, ["anna"], mission="UKR")
    with vault.keystore.write() as connection:
        set_fact(connection, "rotating", b"master")
        connection.execute("UPDATE facts SET value = '1' WHERE name = 'epoch'")
        connection.execute(
            "INSERT INTO erasures (individual, reason, key_ids, begun_at) VALUES ('anna', 'retention', '[]', 'x')"
        )
        connection.execute("UPDATE individual_keys SET is_live = 0")
    said = run("status").output
    assert "palermo keys finish" in said
    assert "palermo keys rotate" in said
    assert "Nothing is left" in run("finish").output
    said = run("status").output
    assert "interrupted" not in said


def test_everything_lost_and_recovered(run: Run, vault: Vault, tmp_path: Path) -> None:
    run("init", "--yes")
    create_individual_keys(vault, ["anna", "bela"], mission="UKR")
    secret = individual_keys(vault, "anna").newest.secret
    code = export(run)
    run("copy", str(tmp_path / "copy"))
    certificate = destroy_individual_keys(vault, "bela")
    (tmp_path / "certificates").write_text(certificate.as_json() + "\n")
    (tmp_path / "code").write_text(code)
    vault.keystore.close()
    shutil.rmtree(vault.home.keys)
    words = ["restore", "--code-file", str(tmp_path / "code"), "--keystore", str(tmp_path / "copy")]
    with pytest.raises(RecoveryRefused, match="passphrase"):
        run(*words, typed="something else entirely\n")
    assert vault.keystore.fact("master") is None
    said = run(*words, "--certificates", str(tmp_path / "certificates"), typed=f"{PASSPHRASE}\n").output
    assert "1 erasures were applied again" in said
    assert individual_keys(vault, "anna").newest.secret == secret
    with pytest.raises(NoKey):
        individual_keys(vault, "bela")


def test_a_restored_copy_without_certificates_warns(run: Run, vault: Vault, tmp_path: Path) -> None:
    run("init", "--yes")
    code = export(run)
    run("copy", str(tmp_path / "copy"))
    vault.keystore.close()
    shutil.rmtree(vault.home.keys)
    typed = "\n".join([*code.splitlines(), "", PASSPHRASE, ""])
    assert "can be read again" in run("restore", "--keystore", str(tmp_path / "copy"), typed=typed).output


def test_a_passphrase_is_never_an_argument() -> None:
    options = {option for sub in keys.command.commands.values() for one in sub.params for option in one.opts}
    assert "--passphrase" not in options
    assert "--passphrase-file" in options


def test_a_destroyed_copy_is_forgotten_and_new_keys_are_printed(
    run: Run, vault: Vault, tmp_path: Path
) -> None:
    run("init", "--yes")
    run("copy", str(tmp_path / "copy"))
    run("copy", "--destroyed", str(tmp_path / "copy"))
    assert "palermo keys copy PATH" in run("status").output
    assert len({run("new").output for _ in range(3)}) == 3


@pytest.mark.django_db
def test_a_new_key_to_seal_to(run: Run) -> None:
    first, second = run("sealing"), run("sealing")
    newest = SealingKey.objects.order_by("-pk")[0]
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert newest.kid in second.output
    assert newest.kid not in first.output
    assert SealingKey.objects.count() == 2
    assert current_key() == newest
    assert AuditEntry.objects.filter(act="sealing_key.made").count() == 2

"""Whatever hands case rows on passes the consent gate. A module that begins to must be added here, with its gate."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import palermo

SOURCE = Path(palermo.__file__).parent
GATE = "palermo.cases.consent.gate"

#: What hands case rows on, and by which of the gate's functions. Later: transfers, exports of rows, sealed packages.
PASSES = {
    "cases/actions/share_case.py": "require_consent",
    "statistics/actions/build_extract.py": "consenting",
}
#: What looks as if it handed on, with the reason why it does not.
DOES_NOT = {
    "cases/api.py": "answers whoever asks within the own scope, as the pages do",
    "exchange/caseload/problems.py": "repeats the importer's own rows to the importer",
    "audit/actions/export_entries.py": "the audit names no person and holds no answer",
    "demo/caseload.py": "invented rows, before they are anybody's",
    "commands/demo.py": "invented rows, before they are anybody's",
}
#: Words in a function's or a file's name by which handing on is known.
WORDS = ("export", "share", "transfer", "extract", "hand_over", "package", "release")
#: What writes rows into files.
WRITERS = {"csv", "openpyxl"}
#: Files that carry one of the words without handing rows on: reads, pages, forms, the shares' end, the extract's own
#: files (which hold what the gate let in).
LOOKED_AT = {
    "access/actions/release_reading.py": "lets an account read again",
    "access/actions/export_audit.py": "the audit",
    "audit/actions/export_entries.py": "the audit",
    "audit/sources/exported.py": "the audit",
    "cases/actions/end_unfounded_shares.py": "ends shares",
    "cases/actions/revoke_share.py": "ends a share",
    "commands/extract.py": "calls build_extract",
    "codebook/exports.py": "the codebook, which knows nobody",
}


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((SOURCE / folder).rglob("*.py"))]


def imports_of(path: Path) -> dict[str, set[str]]:
    """Module -> names taken from it."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.setdefault(node.module, set()).update(alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                found.setdefault(alias.name, set())
    return found


def calls_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


@pytest.mark.parametrize(("name", "function"), PASSES.items())
def test_what_hands_on_passes_the_gate(name: str, function: str) -> None:
    path = SOURCE / name
    assert function in imports_of(path).get(GATE, set()), f"{name} does not import {function} from {GATE}"
    assert function in calls_of(path), f"{name} does not call {function}"


def test_every_action_and_command_that_sounds_like_handing_on_is_known() -> None:
    known = {*PASSES, *LOOKED_AT}
    strangers = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if (path.parent.name in {"actions", "commands"} or "export" in path.stem)
        and any(word in path.stem for word in WORDS)
        and path.relative_to(SOURCE).as_posix() not in known
    ]
    assert strangers == [], f"do these hand on rows of cases? Then through {GATE}: {strangers}"


def test_what_reads_cases_and_writes_files_passes_the_gate() -> None:
    """Rows of cases and a writer of files in one module: only through the gate."""
    strangers = []
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        imported = imports_of(path)
        reads = "Case" in imported.get("palermo.cases.models", set()) or "cases_case" in path.read_text(
            encoding="utf-8"
        )
        writes = bool(WRITERS & set(imported)) or any(
            module.startswith("palermo.exchange") and "writ" in module for module in imported
        )
        if reads and writes and name not in {*PASSES, *DOES_NOT}:
            strangers.append(name)
    assert strangers == []


def test_the_writers_of_the_exchange_see_no_case() -> None:
    """Files come in through the exchange; whoever lets them out adds the gate here."""
    for path in modules("exchange"):
        name = path.relative_to(SOURCE).as_posix()
        imported = imports_of(path)
        if "Case" in imported.get("palermo.cases.models", set()) and name not in DOES_NOT:
            assert GATE in imported, name


def test_only_the_gate_and_the_rule_s_own_files_decide() -> None:
    """Nobody reads consents to make up a rule of their own."""
    allowed = {"cases/consent/", "cases/actions/", "cases/models/", "cases/migrations/"}
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        if not any(name.startswith(folder) for folder in allowed):
            taken = imports_of(path).get("palermo.cases.models", set())
            assert not taken & {"Consent", "ConsentException"}, name


def test_the_lists_name_what_exists() -> None:
    for name in {*PASSES, *DOES_NOT, *LOOKED_AT}:
        assert (SOURCE / name).is_file(), name

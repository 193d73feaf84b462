"""What the source may not contain: guessable secrets, ways to run text, other machines, passwords, slow patterns."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

import palermo

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "palermo"
FILES = sorted(path for path in SOURCE.rglob("*.py"))
#: Invented people are drawn with a seed that repeats; nothing else may be drawn so.
DRAWS = re.compile(r"^(demo/|interviews/xforms/sampling\.py$)")
#: Modules that guess, run, revive or call out; with the places that need one of them.
FORBIDDEN = {
    "random": DRAWS,
    # Forms have a function of that name, and drawn answers an identifier of that shape; neither keeps anything shut.
    "uuid": re.compile(r"^interviews/xforms/(sampling|xpath/texts)\.py$"),
    "pickle": None,
    "marshal": None,
    "shelve": None,
    "dill": None,
    "yaml": None,
    # One place reads workbooks; a document type or an entity ends the reading there, and a test says so.
    "xml": re.compile(r"^safe_spreadsheet/"),
    # One place reads what devices send, without entities, network or large trees; the other only writes.
    "lxml": re.compile(r"^interviews/xforms/(safely|sampling)\.py$"),
    "ctypes": None,
    "ldap": None,
    "smtplib": None,
    "ftplib": None,
    "telnetlib": None,
    "urllib.request": None,
    "http.client": None,
    # The organisation's own sign-in asks its issuer, and nobody else.
    "requests": re.compile(r"^access/sign_in/(oidc|views/organisation)\.py$"),
    "httpx": None,
    # Lines of the log for another machine; the certificate of our own address. Both say so in docs/security.md.
    "socket": re.compile(r"^config/(log_sending|certificate)\.py$"),
    # The administrator's own key command, Java for the form checker that comes with pyxform, and the compiler of
    # other people's forms, which runs apart; the administrator's own scanner, and command for the database's password.
    "subprocess": re.compile(
        r"^(vault/master/kms|interviews/forms/compiling|interviews/publishing/compiling_apart|access/scanning"
        r"|config/postgresql/base)\.py$"
    ),
}
#: Functions that run text, or break a promise of the cipher and digest we chose.
CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "tempfile.mktemp", "hashlib.md5",
         "hashlib.sha1", "hashlib.new", "pickle.loads", "os.urandom", "mark_safe", "SafeString"}  # fmt: skip
ALLOWED_CALLS = {
    # Each escapes what it marks, and says so beside it.
    ("codebook/long_select.py", "mark_safe"),
    ("web/templatetags/palermo.py", "mark_safe"),
}
#: Statements that are composed: of names that are constants of the program, never of what somebody sent.
COMPOSED_SQL = re.compile(
    r"^(cases/actions/store_caseload\w*|statistics/(extract|engines)/\w+|audit/\w+|audit/(actions|sources)/\w+"
    r"|vault/\w+|\w+/migrations/\w+|access/walls(/\w+)?|access/sign_in/tidying|interviews/publishing/walls|individuals/(actions|index)/\w+)\.py$"
)
#: Assigned text that looks like a secret: long, without spaces, letters and digits.
SECRET = re.compile(
    r"-----BEGIN (?:RSA |EC |OPENSSH |PGP )?PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bghp_[A-Za-z0-9]{36}\b"
    r"|\bxox[bp]-[A-Za-z0-9-]{20,}|\bAGE-SECRET-KEY-1[A-Z0-9]{20,}"
    r"|(?i:password|secret|token|api_?key)\s*=\s*[\"'](?=[^\"'\s]*[0-9])(?=[^\"'\s]*[A-Za-z])[A-Za-z0-9+/=_-]{24,}[\"']"
)


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in FILES:
        yield name_of(path), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_dangerous_modules_stay_out() -> None:
    found = []
    for name, tree in trees():
        for module in imported(tree):
            for forbidden, place in FORBIDDEN.items():
                if (module == forbidden or module.startswith(f"{forbidden}.")) and not (
                    place and place.search(name)
                ):
                    found.append(f"{name} imports {module}")
    assert found == []


def test_dangerous_functions_stay_out() -> None:
    found = []
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                # PostgreSQL's fingerprint of a function, to see whether it is still ours; no secret and no signature.
                is_fingerprint = any(keyword.arg == "usedforsecurity" for keyword in node.keywords)
                if called in CALLS and (name, called) not in ALLOWED_CALLS and not is_fingerprint:
                    found.append(f"{name}:{node.lineno} calls {called}")
                for keyword in node.keywords:
                    value = ast.unparse(keyword.value)
                    if (keyword.arg, value) in {
                        ("shell", "True"), ("allow_pickle", "True"), ("verify", "False"), ("check_hostname", "False"),
                    }:  # fmt: skip
                        found.append(f"{name}:{node.lineno} {keyword.arg}=")
    assert found == []


def test_statements_are_not_composed_of_what_somebody_sent() -> None:
    found = []
    for name, tree in trees():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if node.func.attr in {"raw", "extra"} and "objects" in ast.unparse(node.func):
                found.append(f"{name}:{node.lineno} {node.func.attr}")
            if node.func.attr in {"execute", "executemany", "executescript"}:
                composed = isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
                if composed and not COMPOSED_SQL.match(name):
                    found.append(f"{name}:{node.lineno} composes a statement")
    assert found == []


def test_templates_escape_everything_and_load_nothing_from_elsewhere() -> None:
    found = []
    for path in SOURCE.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        for word in ("|safe", "autoescape off", "|safeseq", "{% debug"):
            if word in text:
                found.append(f"{path.name}: {word}")
        if re.search(
            r"<(?:script|link|img|iframe|source|video|audio|object|embed)\b[^>]*(?:https?:)?//", text
        ):
            found.append(f"{path.name}: loads from elsewhere")
        for link in re.findall(r"<a\b[^>]*\btarget=[^>]*>", text):
            if "noopener" not in link and "noreferrer" not in link:
                found.append(f"{path.name}: a new window that can reach back")
    assert found == []


def test_no_secret_is_tracked() -> None:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    found = []
    for line in listing.stdout.splitlines():
        path = ROOT / line
        if (
            not path.is_file()
            or path.suffix in {".png", ".woff2", ".xlsx", ".ico"}
            or line == "package-lock.json"
        ):
            continue
        if path.name in {"master_key", "django_secret", ".env", "audit_secret"} or path.suffix in {
            ".sqlite3", ".pem", ".key", ".p12", ".kdbx",
        }:  # fmt: skip
            found.append(line)
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{line}: {match[0][:30]}" for match in SECRET.finditer(text)]
    assert found == []


@pytest.mark.parametrize("name", ["base.txt", "dev.txt"])
def test_every_dependency_is_pinned_with_its_hashes(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if entry and not entry.startswith("#")]
    assert len(entries) > 10
    for entry in entries:
        head = entry.split("\n")[0]
        assert re.match(r"[A-Za-z0-9._\[\]-]+==\S+", head), head
        assert "--hash=sha256:" in entry, head
    assert "--require-hashes" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_asset_is_pinned_with_its_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    named = {name: entry for name, entry in packages.items() if name}
    assert named
    assert [
        name for name, entry in named.items() if not entry.get("integrity", "").startswith("sha512-")
    ] == []
    assert "npm ci" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_what_runs_in_production_needs_no_tool_of_a_developer() -> None:
    needed = (ROOT / "requirements" / "base.in").read_text(encoding="utf-8").split()
    assert not {"pytest", "hypothesis", "playwright", "ruff", "mypy", "django-debug-toolbar"} & set(needed)


def endless(pattern: str, flags: int) -> bool:
    """Whether an unbounded repetition stands inside another one: the shape that can take for ever."""
    unbounded = {kinds.MAX_REPEAT, kinds.MIN_REPEAT}

    def inside(items: Any, depth: int) -> bool:
        for kind, argument in items:
            if kind in unbounded:
                _low, high, body = argument
                deeper = depth + (high == kinds.MAXREPEAT)
                if deeper > 1 or inside(body, deeper):
                    return True
            elif kind is kinds.SUBPATTERN:
                if inside(argument[-1], depth):
                    return True
            elif kind is kinds.BRANCH:
                if any(inside(branch, depth) for branch in argument[1]):
                    return True
            elif kind in {kinds.ASSERT, kinds.ASSERT_NOT} and inside(argument[1], depth):
                return True
        return False

    return inside(parser.parse(pattern, flags), 0)


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    for module in pkgutil.walk_packages(palermo.__path__, "palermo."):
        if ".migrations." in module.name or module.name.endswith("wsgi"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value


def routes(parts: list[URLPattern | URLResolver]) -> Iterator[str]:
    for part in parts:
        yield part.pattern.regex.pattern
        if isinstance(part, URLResolver):
            yield from routes(part.url_patterns)


def test_the_guard_knows_a_slow_pattern() -> None:
    assert endless(r"(a+)+$", 0)
    assert endless(r"(?:x|(\w+\s?)*)y", 0)
    assert not endless(r"(?:-([0-9]{2}))?[a-z]+", 0)


def test_no_pattern_takes_for_ever() -> None:
    found = list(patterns())
    assert len(found) > 20
    slow = {name for name, each in found if endless(str(each.pattern), each.flags)}
    assert slow - SEPARATED == set()
    assert [each for each in routes(get_resolver().url_patterns) if endless(each, 0)] == []


#: A repetition in a repetition, but each round begins with a dot that the inner one cannot take: one way to read it.
#: Likewise with the slash of a path.
SEPARATED = {
    "palermo.audit.registry._ACT",
    "palermo.interviews.publishing.compiling_apart._EXCEPTION",
    "palermo.interviews.xforms.reading._OF_INSTANCE",
}


def test_patterns_are_constants_of_the_program() -> None:
    """What somebody sent never becomes a pattern: each is compiled when its module is loaded, or escaped."""
    found = []
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {
                "re.compile", "re.match", "re.search", "re.sub", "re.fullmatch", "re.findall", "re.split",
            }:  # fmt: skip
                first = node.args[0]
                if not isinstance(first, ast.Constant) and name not in KNOWN_PATTERNS:
                    found.append(f"{name}:{node.lineno} {ast.unparse(first)}")
    assert found == []


#: Composed of the program's own tables.
KNOWN_PATTERNS = {
    "access/audit_reading.py",
    "audit/recording.py",
    "codebook/folding.py",
    "vault/names/sounds.py",
    "vault/names/romanise.py",
    "vault/names/readings.py",
}

"""What the source uses of cryptography, against the inventory in the security document."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "palermo"
INVENTORY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
#: Every name that the program takes from a library of cryptography -> the word by which the inventory knows it.
PRIMITIVES = {
    "cryptography.exceptions.InvalidTag": "AES-256-GCM",
    "cryptography.exceptions.InvalidSignature": "Ed25519",
    "cryptography.hazmat.primitives.ciphers.aead.AESGCM": "AES-256-GCM",
    "cryptography.hazmat.decrepit.ciphers.modes.CFB": "AES-256-CFB",
    "cryptography.hazmat.primitives.ciphers.Cipher": "AES-256-CFB",
    "cryptography.hazmat.primitives.ciphers.algorithms": "AES-256-CFB",
    "cryptography.hazmat.primitives.padding.PKCS7": "AES-256-CFB",
    "cryptography.hazmat.primitives.hashes": "SHA-256",
    "cryptography.hazmat.primitives.kdf.hkdf.HKDF": "HKDF-SHA-256",
    "cryptography.hazmat.primitives.kdf.argon2.Argon2id": "Argon2id",
    "cryptography.hazmat.primitives.asymmetric.ed25519.Ed25519PrivateKey": "Ed25519",
    "cryptography.hazmat.primitives.asymmetric.ed25519.Ed25519PublicKey": "Ed25519",
    "cryptography.hazmat.primitives.asymmetric.rsa": "RSA-3072",
    "cryptography.hazmat.primitives.asymmetric.padding": "RSA-3072",
    "cryptography.hazmat.primitives.serialization": "RSA-3072",
    "cryptography.hazmat.primitives.serialization.Encoding": "RSA-3072",
    "cryptography.hazmat.primitives.serialization.NoEncryption": "RSA-3072",
    "cryptography.hazmat.primitives.serialization.PrivateFormat": "RSA-3072",
    "cryptography.hazmat.primitives.serialization.PublicFormat": "RSA-3072",
    "cryptography.hazmat.primitives.serialization.load_der_private_key": "RSA-3072",
    "hmac": "HMAC-SHA-256",
}
#: Comparisons of what is no secret (identifiers of keys, lengths), or that only whoever has the key can run (a chain
#: that is verified, a master key that is put back): nobody can ask them often and watch the clock.
HARMLESS = re.compile(
    r"identifier\(secret\)|len\(secret\)|file\.read\(path\) != secret|line == _line|link\(key, encode\(row\)\)"
)
#: PostgreSQL's fingerprint of a function's text, compared with its own; neither secret nor signature.
#: And the form in which lists of breached passwords are handed round; nothing of ours is protected with it.
#: And the hashes by which ODK's formats tell files apart.
#: And the function of that name in forms, whose algorithm the form says.
FINGERPRINTS = {
    ("interviews/xforms/xpath/texts.py", "hashlib.new"),
    ("access/walls/raising.py", "hashlib.md5"),
    ("vault/breached.py", "hashlib.sha1"),
    ("vault/odk_encryption.py", "hashlib.md5"),
    ("interviews/publishing/ready.py", "hashlib.md5"),
}
DIGESTS = {"sha256", "sha3_256", "blake2b"}


def uses() -> Iterator[tuple[str, str]]:
    """File and name of everything imported from a library of cryptography, and of each digest that is called."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((name, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield from ((name, f"{node.module}.{alias.name}") for alias in node.names)
            elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "hashlib":
                yield name, f"hashlib.{node.attr}"


def test_every_use_of_a_primitive_is_in_the_inventory() -> None:
    found = []
    for name, used in uses():
        if used.split(".")[0] in {
            "cryptography",
            "hmac",
            "argon2",
            "nacl",
            "Crypto",
            "pyrage",
            "jwt",
            "jose",
        }:
            if not name.startswith("vault/"):
                found.append(f"{name} uses {used} outside the vault")
            elif PRIMITIVES.get(used, "nothing that is known") not in INVENTORY:
                found.append(f"{name} uses {used}, which the inventory does not name")
        if (name, used) in FINGERPRINTS:
            continue
        if used.startswith("hashlib.") and used.removeprefix("hashlib.") not in DIGESTS:
            found.append(f"{name} uses {used}")
    assert found == []


def test_every_primitive_of_the_list_is_used() -> None:
    """A line of the list that nothing uses any more goes, and the inventory with it."""
    used = {name for _file, name in uses()}
    assert set(PRIMITIVES) - used == set()


def test_secrets_are_compared_in_constant_time() -> None:
    """In the vault and the audit nothing that is named like a secret is compared with ``==``."""
    secret = re.compile(r"\b\w*(?:digest|tag|mac|token|signature|secret|link|seal)s?\b")
    found = []
    for part in ("vault", "audit"):
        for path in sorted((SOURCE / part).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
                    text = ast.unparse(node)
                    if secret.search(text) and not HARMLESS.search(text):
                        found.append(f"{path.relative_to(SOURCE).as_posix()}: {text}")
    assert found == []

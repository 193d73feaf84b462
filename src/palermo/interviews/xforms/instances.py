"""Reads a filled form, from whichever device it comes, as a stranger's file: nothing in it is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from palermo.interviews.xforms.errors import InstanceRefused
from palermo.interviews.xforms.model import Node, XForm
from palermo.interviews.xforms.names import JAVAROSA, OPENROSA, XFORMS, local_name, namespace
from palermo.interviews.xforms.safely import HasDocumentType, TooMuch, parse

__all__ = [
    "Answer",
    "Instance",
    "InstanceRefused",
    "answers_of",
    "files_of",
    "read_instance",
    "require_form",
]

#: Bytes. An interview of every question and a long story has about 100,000.
LARGEST: Final = 2_000_000
#: Levels of elements, and elements.
DEEPEST: Final = 40
MOST: Final = 50_000
#: Characters of an instance's id, of a form's id and version.
LONGEST_NAME: Final = 128
_ENCODING = re.compile(r"""^<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_UTF_8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_UTF_16 = frozenset({"utf-16", "utf-16le", "utf-16be", "utf16"})
#: Elements of the root may stand in these or in the form's own.
_KNOWN = frozenset({"", XFORMS})
_META = frozenset({"", XFORMS, OPENROSA, JAVAROSA})


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Instance:
    """A filled form that could be read. ``tree`` is the root element of lxml; ids are empty where there are none."""

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    namespace: str
    tree: Any


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """One answer. *path* has the positions of repeats, ``/data/stop[2]/country``; *value* is never blank."""

    path: str
    node: Node
    value: str


def read_instance(content: bytes) -> Instance:
    """The filled form in these bytes. Raises InstanceRefused; the sentence says why."""
    if len(content) > LARGEST:
        raise InstanceRefused(
            _("The filled form is larger than %(limit)d MB.") % {"limit": LARGEST // 1_000_000}
        )
    try:
        root = parse(_decoded(content), largest=LARGEST, deepest=DEEPEST, most=MOST)
    except HasDocumentType as problem:
        raise InstanceRefused(_("A filled form with a document type (DOCTYPE) is not taken.")) from problem
    except TooMuch as problem:
        raise InstanceRefused(
            _("The filled form has more in it than any interview has, so it is not taken.")
        ) from problem
    except ValueError as problem:
        raise InstanceRefused(
            _("The filled form is damaged: it is no XML that can be read. Send it again.")
        ) from problem
    form_id = root.get("id") or namespace(root.tag)
    meta = _meta(root)
    instance = Instance(
        form_id=form_id,
        version=root.get("version") or "",
        instance_id=meta.get("instanceID", ""),
        deprecated_id=meta.get("deprecatedID", ""),
        namespace=namespace(root.tag),
        tree=root,
    )
    names = (instance.form_id, instance.version, instance.instance_id, instance.deprecated_id)
    if any(len(name) > LONGEST_NAME for name in names):
        raise InstanceRefused(_("The filled form has a longer id than any device gives."))
    if not form_id:
        raise InstanceRefused(_("The filled form does not say which form it is."))
    return instance


def require_form(form: XForm, instance: Instance) -> None:
    """Raises InstanceRefused unless the instance is one of exactly this form and version."""
    if (
        instance.form_id != form.form_id
        or instance.version != form.version
        or local_name(instance.tree.tag) != form.root.name
        or instance.namespace not in _KNOWN | {form.namespace}
    ):
        raise InstanceRefused(_("The filled form belongs to another form, or to another version of it."))


def answers_of(form: XForm, instance: Instance) -> tuple[Answer, ...]:
    """Every answer that the form has a place for, in the order of the form. Blanks are no answers."""
    return tuple(_answers(form.root, instance.tree, f"/{form.root.name}"))


def files_of(form: XForm, instance: Instance) -> Mapping[str, str]:
    """The files that an instance names, and the path of the answer that names each."""
    return {
        answer.value: answer.path
        for answer in answers_of(form, instance)
        if answer.node.type == "binary" or answer.node.control == "upload"
    }


def own_text(element: Any) -> str:
    """The text of an element with none under it, without blanks at its ends."""
    return "".join((element.text or "", *(child.tail or "" for child in element))).strip()


def _answers(node: Node, element: Any, path: str) -> Iterator[Answer]:
    found: dict[str, list[Any]] = {}
    for child in element.iterchildren("{*}*"):
        found.setdefault(local_name(child.tag), []).append(child)
    for child_node in node.children:
        elements = found.get(child_node.name, [])
        if child_node.kind == "repeat":
            for position, each in enumerate(elements, 1):
                yield from _answers(child_node, each, f"{path}/{child_node.name}[{position}]")
        elif elements:
            # What stands twice and is no repeat was not written by a device; the first is taken, the rest is remarked.
            place = f"{path}/{child_node.name}"
            if child_node.kind == "group":
                yield from _answers(child_node, elements[0], place)
            elif value := own_text(elements[0]):
                yield Answer(place, child_node, value)


def _decoded(content: bytes) -> str:
    """The text of the bytes. UTF-8 and UTF-16 only: other encodings are a way past checks, and no device uses them."""
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InstanceRefused(_("The filled form is not written in UTF-8.")) from problem
    declared = _ENCODING.match(text[:200])
    if declared and declared[1].lower() not in (_UTF_16 if is_wide else _UTF_8):
        raise InstanceRefused(_("The filled form is not written in UTF-8."))
    return text


def _meta(root: Any) -> dict[str, str]:
    """What stands in the meta block, the first of each name."""
    found: dict[str, str] = {}
    for block in root.iterchildren("{*}meta"):
        if namespace(block.tag) in _META | {namespace(root.tag)}:
            for element in block.iterchildren("{*}*"):
                if namespace(element.tag) in _META | {namespace(root.tag)}:
                    found.setdefault(local_name(element.tag), own_text(element))
    return found

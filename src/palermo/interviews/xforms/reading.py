"""Reads an XForm: the server's own view of the form that devices fill.

pyxform writes a small part of what XForms allows, and that part is read: one model, absolute paths, controls by
``ref``. What a form says beyond it is passed over here; whether the rechecker can compute it is asked at publication
(``rechecking.unknown_functions``).
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext as _

from palermo.interviews.xforms.errors import XFormUnreadable
from palermo.interviews.xforms.model import Choice, Itemset, Node, Words, XForm
from palermo.interviews.xforms.names import JAVAROSA, PALERMO, XFORMS, XHTML, local_name, namespace
from palermo.interviews.xforms.safely import TooMuch, parse
from palermo.interviews.xforms.tree import Element

__all__ = ["Choice", "Itemset", "Node", "XForm", "read_xform"]

#: Characters. The largest of ours has one million.
LARGEST: Final = 30_000_000
_KEPT: Final = 32
_CONTROLS = frozenset({"input", "select1", "select", "upload", "trigger", "range", "rank", "secret"})
_CODE = re.compile(r"\(([A-Za-z]{2,8}(?:-[A-Za-z0-9]{2,8})*)\)\s*$")
_ITEXT = re.compile(r"^\s*jr:itext\(\s*(['\"])(.*)\1\s*\)\s*$")
_PREDICATE = re.compile(r"\[[^\]]*\]")
_OF_INSTANCE = re.compile(r"^\s*instance\(\s*(['\"])([^'\"]+)\1\s*\)\s*((?:/\s*[\w.:-]+\s*)+)$")
_BY_ITEXT = re.compile(r"^\s*jr:itext\(\s*([\w.:-]+)\s*\)\s*$")
_OWN_ATTRIBUTES = frozenset({"ref", "bind", "appearance", "mediatype", "nodeset", "class", "rows", "query"})

_read: OrderedDict[bytes, XForm] = OrderedDict()
_lock = Lock()


def read_xform(xml: str) -> XForm:
    """The form. Raises XFormUnreadable. The last forms read are kept, so asking again costs nothing."""
    digest = hashlib.sha256(xml.encode("utf-8", "surrogatepass")).digest()
    with _lock:
        if digest in _read:
            _read.move_to_end(digest)
            return _read[digest]
    form = _Reader(_parsed(xml)).form()
    with _lock:
        _read[digest] = form
        while len(_read) > _KEPT:
            _read.popitem(last=False)
    return form


def _parsed(xml: str) -> Any:
    try:
        return parse(xml, largest=LARGEST, deepest=120, most=2_000_000)
    except (TooMuch, ValueError) as problem:
        raise XFormUnreadable(_("The form is no XML that can be read.")) from problem


def language_code(name: str) -> str:
    """The code of a language as an XLSForm names it: ``ar`` of ``العربية (ar)``; "" for the unnamed one."""
    found = _CODE.search(name)
    if found:
        return found[1]
    return "" if name.strip() in {"", "default"} else name.strip()


class _Reader:
    """One form while it is read."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.model: Any = root.find(f"{{{XHTML}}}head/{{{XFORMS}}}model")
        self.body: Any = root.find(f"{{{XHTML}}}body")
        if self.model is None or self.body is None:
            raise XFormUnreadable(_("The form has no model or no body."))
        self.languages: tuple[str, ...] = ()
        self.texts: dict[str, dict[str, str]] = {}
        self.binds: dict[str, Any] = {}
        self.controls: dict[str, Any] = {}
        self.groups: dict[str, Any] = {}
        self.repeats: dict[str, Any] = {}
        self.acted: set[str] = set()
        self.instances: dict[str, Element] = {}
        self.external: dict[str, str] = {}
        self.nodes: dict[str, Node] = {}
        self.lists: dict[tuple[str, str, str], tuple[Choice, ...]] = {}

    def form(self) -> XForm:
        """All of it."""
        primary = self._primary()
        self._read_texts()
        self._read_instances()
        ids = {}
        for bind in self.model.iterfind(f"{{{XFORMS}}}bind"):
            self.binds[_path(bind.get("nodeset"))] = bind
            ids[bind.get("id")] = _path(bind.get("nodeset"))
        self._read_body(self.body, ids)
        for element in self.root.iter(f"{{{XFORMS}}}setvalue", "{*}setgeopoint"):
            self.acted.add(_path(element.get("ref") or ids.get(element.get("bind"), "")))
        root = self._node(primary, "")
        for node in root.walk():
            self.nodes[node.path] = node
        title = self.root.find(f"{{{XHTML}}}head/{{{XHTML}}}title")
        return XForm(
            form_id=primary.get("id") or namespace(primary.tag),
            version=primary.get("version") or "",
            namespace="" if namespace(primary.tag) == XFORMS else namespace(primary.tag),
            root=root,
            nodes=MappingProxyType(self.nodes),
            languages=self.languages,
            titles={"": "" if title is None else (title.text or "").strip()},
            instances=MappingProxyType(self.instances),
            external=MappingProxyType(self.external),
            texts=MappingProxyType(self.texts),
            is_encrypted=any(
                each.get("base64RsaPublicKey") for each in self.model.iterfind(f"{{{XFORMS}}}submission")
            ),
        )

    def _primary(self) -> Any:
        instance = self.model.find(f"{{{XFORMS}}}instance")
        roots = [] if instance is None else list(instance)
        if len(roots) != 1:
            raise XFormUnreadable(_("The form says nowhere what is filled."))
        return roots[0]

    def _read_texts(self) -> None:
        translations = self.model.findall(f"{{{XFORMS}}}itext/{{{XFORMS}}}translation")
        translations.sort(key=lambda each: each.get("default") is None)
        codes = [language_code(each.get("lang") or "") for each in translations]
        self.languages = tuple(dict.fromkeys(code for code in codes if code))
        for code, translation in zip(codes, translations, strict=True):
            for text in translation.iterfind(f"{{{XFORMS}}}text"):
                for value in text.iterfind(f"{{{XFORMS}}}value"):
                    if value.get("form") is None:
                        self.texts.setdefault(text.get("id") or "", {})[code] = _words_in(value)

    def _read_instances(self) -> None:
        for instance in self.model.findall(f"{{{XFORMS}}}instance")[1:]:
            name = instance.get("id") or ""
            if instance.get("src"):
                self.external[name] = instance.get("src")
            elif len(instance):
                self.instances[name] = _element(instance[0], None)

    def _read_body(self, parent: Any, ids: Mapping[str | None, str]) -> None:
        for element in parent.iterchildren("{*}*"):
            kind = local_name(element.tag)
            path = _path(element.get("ref") or element.get("nodeset") or ids.get(element.get("bind"), ""))
            if kind == "repeat":
                self.repeats[path] = element
                self._read_body(element, ids)
            elif kind == "group":
                if path:
                    self.groups[path] = element
                self._read_body(element, ids)
            elif kind in _CONTROLS:
                self.controls[path] = element

    def _node(self, element: Any, above: str) -> Node:
        name = local_name(element.tag)
        path = f"{above}/{name}"
        children: dict[str, Node] = {}
        for child in element.iterchildren("{*}*"):
            # A repeat stands twice: once as the template of its entries, then as the first entry.
            if local_name(child.tag) not in children:
                children[local_name(child.tag)] = self._node(child, path)
        bind, control = self.binds.get(path), self.controls.get(path)
        shown = next(
            (each for each in (control, self.groups.get(path)) if each is not None), self.repeats.get(path)
        )
        is_repeat = path in self.repeats
        kind = "repeat" if is_repeat else "group" if children or path in self.groups else "value"
        itemset = None if control is None else _itemset(control)
        return Node(
            path=path,
            name=name,
            kind=kind,
            control="" if control is None else local_name(control.tag),
            media_type="" if control is None else control.get("mediatype") or "",
            count=(self.repeats[path].get(f"{{{JAVAROSA}}}count") or "").strip() if is_repeat else "",
            default=(element.text or "").strip() if kind == "value" else "",
            appearance="" if shown is None else shown.get("appearance") or "",
            labels=self._words(shown, "label"),
            hints=self._words(shown, "hint"),
            itemset=itemset,
            items=() if control is None else self._choices(control, itemset),
            parameters=_parameters(control),
            is_set_by_action=path in self.acted,
            children=tuple(children.values()),
            **self._bound(bind),
        )

    def _bound(self, bind: Any) -> dict[str, Any]:
        if bind is None:
            return {}
        return {
            "type": local_name((bind.get("type") or "string").replace(":", "}")),
            **{
                each: (bind.get(each) or "").strip()
                for each in ("relevant", "required", "constraint", "calculate", "readonly")
            },
            "preload": bind.get(f"{{{JAVAROSA}}}preload") or "",
            "constraint_messages": self._message(bind, "constraintMsg"),
            "required_messages": self._message(bind, "requiredMsg"),
            "variable": bind.get(f"{{{PALERMO}}}variable") or "",
            "local": bind.get(f"{{{PALERMO}}}local") or "",
            "state_of": bind.get(f"{{{PALERMO}}}state") or "",
            "voice": bind.get(f"{{{PALERMO}}}voice") or "",
        }

    def _message(self, bind: Any, name: str) -> Words:
        return self._translated(bind.get(f"{{{JAVAROSA}}}{name}") or "")

    def _words(self, shown: Any, what: str) -> Words:
        element = None if shown is None else shown.find(f"{{{XFORMS}}}{what}")
        if element is None:
            return {}
        return self._translated(element.get("ref") or "") or _unnamed(_words_in(element))

    def _translated(self, text: str) -> Words:
        found = _ITEXT.match(text)
        if found:
            return self.texts.get(found[2], {})
        return _unnamed(text.strip())

    def _choices(self, control: Any, itemset: Itemset | None) -> tuple[Choice, ...]:
        if itemset is None:
            return tuple(
                Choice((item.findtext(f"{{{XFORMS}}}value") or "").strip(), self._words(item, "label"))
                for item in control.iterfind(f"{{{XFORMS}}}item")
            )
        found = _OF_INSTANCE.match(_PREDICATE.sub("", itemset.nodeset.removeprefix("randomize(")))
        if found is None or found[2] not in self.instances:
            return ()
        steps = "".join(found[3].split()).strip("/")
        key = (f"{found[2]}/{steps}", itemset.value, itemset.label)
        if key not in self.lists:
            items = _reached(self.instances[found[2]], steps)
            self.lists[key] = tuple(self._choice(item, itemset) for item in items)
        return self.lists[key]

    def _choice(self, item: Element, itemset: Itemset) -> Choice:
        by_itext = _BY_ITEXT.match(itemset.label)
        label = _text(item, by_itext[1] if by_itext else itemset.label)
        return Choice(_text(item, itemset.value), self.texts.get(label, {}) if by_itext else _unnamed(label))


def _path(text: str | None) -> str:
    return "".join((text or "").split())


def _unnamed(text: str) -> Words:
    return {"": text} if text else {}


def _words_in(element: Any) -> str:
    """The text of a label; what it would show of another answer is left out as an ellipsis."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append("…" if local_name(child.tag) == "output" else "".join(child.itertext()))
        parts.append(child.tail or "")
    return "".join(parts).strip()


def _element(source: Any, parent: Element | None) -> Element:
    children = list(source.iterchildren("{*}*"))
    element = Element(local_name(source.tag), "" if children else (source.text or "").strip(), parent)
    for child in children:
        _element(child, element)
    return element


def _itemset(control: Any) -> Itemset | None:
    itemset = control.find(f"{{{XFORMS}}}itemset")
    if itemset is None:
        return None
    value, label = itemset.find(f"{{{XFORMS}}}value"), itemset.find(f"{{{XFORMS}}}label")
    return Itemset(
        (itemset.get("nodeset") or "").strip(),
        _path(None if value is None else value.get("ref")),
        _path(None if label is None else label.get("ref")),
    )


def _parameters(control: Any) -> Mapping[str, str]:
    if control is None:
        return {}
    return {
        local_name(name): value
        for name, value in control.attrib.items()
        if local_name(name) not in _OWN_ATTRIBUTES
    }


def _reached(root: Element, steps: str) -> list[Element]:
    first, *names = steps.split("/")
    found = [root] if root.name == first else []
    for name in names:
        found = [child for each in found for child in each.children.get(name, ())]
    return found


def _text(item: Element, name: str) -> str:
    return next((child.text for child in item.children.get(name, ())), "")

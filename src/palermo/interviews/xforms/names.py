"""The namespaces of XForms as ODK writes them."""

from __future__ import annotations

XFORMS = "http://www.w3.org/2002/xforms"
XHTML = "http://www.w3.org/1999/xhtml"
JAVAROSA = "http://openrosa.org/javarosa"
OPENROSA = "http://openrosa.org/xforms"
ODK = "http://www.opendatakit.org/xforms"
#: Of our own attributes on a bind; the same as in ``forms.building``.
PALERMO = "https://palermo.invalid/xforms"


def local_name(tag: str) -> str:
    """The name without its namespace: ``{http://…}input`` is ``input``."""
    return tag.rpartition("}")[2]


def namespace(tag: str) -> str:
    """The namespace of a name, empty where it has none."""
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""

"""Which column of a caseload is what: the header's names resolved against the codebook."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from palermo.cases.actions.store_caseload_rows import Problem, Problems
from palermo.codebook.folding import fold
from palermo.codebook.model import Codebook, Variable
from palermo.exchange.caseload import identity

MISSION, CASE_REF, INDIVIDUAL_REF, REGISTERED_ON = "mission", "case_ref", "individual_ref", "registered_on"
REQUIRED = (MISSION, CASE_REF, REGISTERED_ON)
COLUMNS = (*REQUIRED, INDIVIDUAL_REF)

#: Cyrillic and Greek letters that look like Latin ones; a header copied from a text may hold some unnoticed.
_LOOKALIKES = str.maketrans(
    "авеіјкмнорсѕтухԁԛԝ" + "αεικνορτυχ" + "АВЕІЈКМНОРСЅТУХ",
    "abeijkmhopcstyxdqw" + "aeikvoptux" + "abeijkmhopcstyx",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The position of each known column. ``variables`` are (position, variable); ``names`` the header as written."""

    names: tuple[str, ...]
    positions: dict[str, int]
    variables: tuple[tuple[int, Variable], ...]
    ignored: tuple[str, ...]
    #: Columns that identify the person, by variable: only when they were asked for.
    identity: dict[str, int]

    @property
    def individual_ref(self) -> int | None:
        return self.positions.get(INDIVIDUAL_REF)


def recogniser(codebook: Codebook) -> Callable[[Sequence[str]], int]:
    """A function that counts the known names in a header."""
    known = _known(codebook)
    return lambda header: sum(fold(name) in known for name in header)


def resolve_header(
    header: Sequence[str],
    row: int,
    codebook: Codebook,
    problems: Problems,
    *,
    ignore_extra: bool,
    with_identity: bool = False,
) -> Layout | None:
    """The layout of a header, or None after telling ``problems`` everything that is wrong with it.

    Names are read without regard to case, spaces, hyphens and invisible characters. Columns of the vault are refused
    even when unknown ones are to be ignored: whoever sends them should learn that they need not travel. With
    ``with_identity`` those that identify the person are taken.
    """
    names = _trimmed(header)
    known = _known(codebook)
    if with_identity:
        known |= {fold(also): name for also, name in identity.ALSO_CALLED.items()}
    taken = (*identity.VARIABLES, identity.FULL_NAME) if with_identity else ()
    positions: dict[str, int] = {}
    ignored: list[str] = []
    before = problems.count
    for position, written in enumerate(names):
        name = known.get(fold(written), "")
        if name in positions:
            first = names[positions[name]]
            problems.add(
                Problem(row, written, written, _("each column once; it is the same as “%s”") % first)
            )
        elif not name and not ignore_extra:
            problems.add(Problem(row, written or _place(position), written, _unknown(written, known)))
        elif not name:
            ignored.append(written or _place(position))
        elif name not in taken and name in codebook.variables and not codebook.variables[name].is_open:
            problems.add(Problem(row, written, written, _closed(name)))
        if name:
            positions.setdefault(name, position)
    for name in REQUIRED:
        if name not in positions:
            problems.add(Problem(row, name, "", _("a column of this name")))
    if problems.count > before:
        return None
    variables = [
        (place, codebook.variables[name])
        for name, place in positions.items()
        if name not in COLUMNS and name not in taken
    ]
    identifying = {name: place for name, place in positions.items() if name in taken}
    return Layout(tuple(names), positions, tuple(variables), tuple(ignored), identifying)


def _closed(name: str) -> str:
    """Why a column of the vault is refused."""
    if name in identity.VARIABLES:
        return _("no such column: its answers are held in the vault; --with-identity takes them there")
    return _("no such column: its answers are held in the vault; this import cannot take it")


def _known(codebook: Codebook) -> dict[str, str]:
    return {fold(name): name for name in (*codebook.variables, *COLUMNS)}


def _trimmed(header: Sequence[str]) -> list[str]:
    """Without the empty names at the end, which spreadsheet programs leave behind."""
    names = [" ".join(name.split()) for name in header]
    while names and not names[-1]:
        names.pop()
    return names


def _place(position: int) -> str:
    return _("column %(number)d") % {"number": position + 1}


def _unknown(written: str, known: dict[str, str]) -> str:
    if not written:
        return _("a name for this column")
    if not written.isascii():
        meant = known.get(fold(unicodedata.normalize("NFC", written).translate(_LOOKALIKES)))
        if meant:
            return _("“%(name)s” in Latin letters: some of these only look like them") % {"name": meant}
    near = [known[key] for key in get_close_matches(fold(written), known, n=3, cutoff=0.72)]
    if near:
        return _("the name of a variable in the codebook (did you mean %(names)s?)") % {
            "names": ", ".join(near)
        }
    return _("the name of a variable in the codebook; --ignore-extra leaves other columns out")

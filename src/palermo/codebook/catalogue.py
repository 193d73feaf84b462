"""Checks of the codebook as a whole, beyond what the loader refuses.

:func:`problems` returns what is wrong as sentences; an empty list is the only good answer. The tests run it, and so
may whoever edits the data files.
"""

from collections.abc import Iterator

from palermo.codebook.folding import fold
from palermo.codebook.model import Codebook, CodeList
from palermo.codebook.standards import STANDARDS, Standards, load_standards, mapped_names

PURPOSES = "collection_purpose"
SOURCES = "source_material"

# Nobody comes from an empty continent, and a stateless person from no region.
WITHOUT_REGION = frozenset({"ATA", "XXA"})


def problems(codebook: Codebook, standards: Standards | None = None) -> list[str]:
    """Everything that is wrong with the codebook and its mappings, one sentence each."""
    standards = standards or load_standards()
    return [
        *_orphans(codebook),
        *_variables(codebook),
        *_codes(codebook),
        *_states(codebook),
        *_regions(codebook),
        *_mappings(codebook, standards),
    ]


def _orphans(codebook: Codebook) -> Iterator[str]:
    used = {variable.list for variable in codebook.variables.values()} | {PURPOSES, SOURCES}
    for name in codebook.lists.keys() - used:
        yield f"no variable uses the list {name}"
    for section in codebook.sections:
        if not codebook.variables_of(section):
            yield f"the section {section} has no variable"


def _variables(codebook: Codebook) -> Iterator[str]:
    labels: set[tuple[str, str]] = set()
    for variable in codebook.variables.values():
        if variable.purpose not in codebook.lists[PURPOSES].codes:
            yield f"{variable.name} has the purpose {variable.purpose}, which is no code of {PURPOSES}"
        if variable.origin not in codebook.lists[SOURCES].codes:
            yield f"{variable.name} has the origin {variable.origin}, which is no code of {SOURCES}"
        if (variable.section, variable.label) in labels:
            yield f"two variables of the section {variable.section} are labelled {variable.label!r}"
        labels.add((variable.section, variable.label))
        about_people = variable.unit not in ("reporting_entity", "programme")
        if about_people and variable.type == "text" and variable.is_open:
            yield f"{variable.name} holds free words about a person and must not be {variable.field_class}"
        if about_people and variable.field_class == "public":
            yield f"{variable.name} is about a person and must not be public"
        if variable.section == "identity" and variable.field_class != "identifying":
            yield f"{variable.name} says who the person is and must be identifying"


def _codes(codebook: Codebook) -> Iterator[str]:
    for code_list in codebook.lists.values():
        for code in code_list:
            if code.code.startswith("~") or "|" in code.code:
                yield f"{code_list.name}: {code.code} could be taken for a state or for two values"
            if code.htcds and not _reads_back(code_list, code.htcds):
                yield f"{code_list.name}: the HTCDS code {code.htcds} is written and not read back"


def _reads_back(code_list: CodeList, written: str) -> bool:
    read = code_list.resolve(written)
    return read is not None and read.htcds == written


def _states(codebook: Codebook) -> Iterator[str]:
    for code_list in codebook.lists.values():
        for code in code_list:
            for spelling in (code.code, code.label, *code.aliases):
                if (fold(spelling) or spelling) in codebook.state_words:
                    yield f"{code_list.name}: {spelling!r} of {code.code} is also the name of an answer state"
    for word in codebook.state_words:
        if codebook.countries.resolve(word) is not None:
            yield f"the answer state {word!r} is also the name of a country"


def _regions(codebook: Codebook) -> Iterator[str]:
    for scheme in codebook.schemes.values():
        expected = {country.code for country in codebook.countries} - WITHOUT_REGION
        for code in sorted(expected ^ scheme.assignments.keys()):
            yield f"{scheme.code}: {code} should have a region exactly if people can come from it"
        filled = {spell.region for spells in scheme.assignments.values() for spell in spells}
        for region in scheme.regions.keys() - filled:
            yield f"{scheme.code}: no country is in {region}"


def _mappings(codebook: Codebook, standards: Standards) -> Iterator[str]:
    for standard in STANDARDS:
        known, reasons = standards.names[standard], standards.unmapped[standard]
        mapped: set[str] = set()
        for where, name in mapped_names(codebook, standard, standards):
            mapped.add(name)
            if name not in known:
                yield f"{where} is mapped to {name}, which {standard} does not have"
        for name in known.keys() - mapped - reasons.keys():
            yield f"{standard}: {name} is neither mapped nor explained in unmapped.csv"
        for name in reasons.keys() & mapped:
            yield f"{standard}: {name} is mapped although unmapped.csv says that it is not"

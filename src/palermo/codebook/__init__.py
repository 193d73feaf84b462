"""The codebook: what may be asked, what may be answered, and how both are called elsewhere.

    >>> from palermo.codebook import load_codebook
    >>> codebook = load_codebook()
    >>> codebook.variables["exploitation_type"].list
    'exploitation_type'
    >>> codebook.countries.resolve("NA").name
    'Namibia'

Everything rests on the CSV files in ``data/``. They are made for people: open them in a spreadsheet program
as UTF-8, and keep the first line. A cell that holds several words separates them with ``|``. After a change
run ``pytest tests/codebook``; every mistake is reported with file and line.

To add a **variable**, add a line to ``variables.csv`` in its section. Say why it is asked (*purpose*, a
code of the list ``collection_purpose``) and who must not read it (*field_class*). Only ``public`` and
``coded`` answers may lie in a facts document; free words about a person are at least ``sensitive``, what
says who somebody is ``identifying``, and what passes between a person and a counsellor or lawyer
``privileged``. A variable of type ``code`` names its list.

To add a **code**, add a line to ``codes.csv`` below the other codes of its list; the order of the lines is
the order on every page. Put every spelling that may arrive into *aliases*; a spelling can stand for one
code of a list only. A narrower code names the wider one in *parent*, and should have the same mappings. A
printed category that stands for several codes at once goes into ``combinations.csv``. A new list also needs
a line in ``lists.csv``. Never change or delete a code that has been stored: rename its label instead.

To add a **country alias**, add a line to ``country_aliases.csv`` with the language and where it was met.
Case, accents and punctuation need no alias of their own. A name of two countries is refused.

To add a **region scheme**, add a line to ``region_schemes.csv``, its regions to ``regions.csv``, and one
line a country to ``region_assignments.csv``. *valid_from* and *valid_to* are the first and last day, empty
for open; *basis* is ``printed`` only if the source lists the country. A country that moves gets a second
line; the old one gets its last day.

To map to a **standard**, fill the columns *htcds*, *ctdc_2017* and *ctdc_2024* of a variable and its codes.
A name of a standard that is not mapped must stand in ``standards/unmapped.csv`` with the reason.
"""

from palermo.codebook.loader import load_codebook
from palermo.codebook.model import Code, Codebook, CodeList, Section, Variable

__all__ = ["Code", "CodeList", "Codebook", "Section", "Variable", "load_codebook"]

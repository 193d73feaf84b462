"""Counting: the columnar extract, table and figure definitions as data, and what is published from them.

To add a table: one entry in ``data/tables.json``, naming its rows from ``data/dimensions.json``; it is then computed,
written in every format and shown on the page. To add a figure: one entry in ``data/figures.json``. A new way of
grouping answers is an entry in ``data/dimensions.json``. No code.
"""

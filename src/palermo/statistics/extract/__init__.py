"""The columnar extract: a dated, read-only copy of the coded facts in the form in which counting is fast.

Every column is dictionary-encoded: an array of small integers, one per case, and a list of the distinct answers. Code
0 is "not asked", 1 "unknown", 2 "refused"; values follow. A multi-select answer is one entry of the dictionary (the
set), so rules about sets are applied to the few distinct sets and never to the millions of rows.
"""

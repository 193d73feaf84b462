"""Caseload files: one row per instance of assistance, as CSV or as the first sheet of an .xlsx workbook."""

"""What the policies ask: who stands there, as a role, a mission, an organisation, and the cases that were opened for
them one by one. They read accounts, missions and grants at the moment of the question; a freeze counts at once.

``system`` is a role here too. Everything is empty for nobody, for a closed account, and for a setting that is not
understood.
"""

# ruff: noqa: S608 - the only thing put in is a constant of this file

from __future__ import annotations

_STANDING = "coalesce(current_setting('palermo.standing', true), '')"

#: name -> result, language, body. In the order of creation.
FUNCTIONS: dict[str, tuple[str, str, str]] = {
    "palermo_account": (
        "bigint", "sql",
        (f"SELECT id FROM access_account WHERE is_active"
        f" AND id = substring({_STANDING} FROM '^account:([0-9]{{1,18}})$')::bigint"),
    ),
    "palermo_role": (
        "text", "sql",
        (f"SELECT CASE WHEN {_STANDING} = 'system' THEN 'system'"
        " ELSE (SELECT role::text FROM access_account WHERE id = palermo_account()) END"),
    ),
    "palermo_somebody": ("boolean", "sql", "SELECT palermo_role() IS NOT NULL"),
    "palermo_everywhere": (
        "boolean", "sql", "SELECT coalesce(palermo_role() IN ('system', 'data_steward', 'analyst'), false)",
    ),
    "palermo_keeps_cases": (
        "boolean", "sql", "SELECT coalesce(palermo_role() IN ('system', 'data_steward'), false)",
    ),
    "palermo_keeps_people": (
        "boolean", "sql",
        "SELECT coalesce(palermo_role() IN ('system', 'data_steward', 'focal_point'), false)",
    ),
    "palermo_works": (
        "boolean", "sql",
        "SELECT coalesce(palermo_role() IN ('caseworker', 'supervisor', 'partner_officer'), false)",
    ),
    "palermo_mission": (
        "bigint", "sql",
        ("SELECT mission_id FROM access_account WHERE id = palermo_account()"
        " AND role IN ('caseworker', 'supervisor')"),
    ),
    "palermo_open_mission": (
        "bigint", "sql",
        "SELECT id FROM access_mission WHERE id = palermo_mission() AND frozen_at IS NULL",
    ),
    "palermo_organisation": (
        "bigint", "sql",
        "SELECT organisation_id FROM access_account WHERE id = palermo_account() AND role = 'partner_officer'",
    ),
    # The grants name cases by their opaque identifiers; the policy compares keys, because the indexes of the list
    # hold these and not the others. The keys are looked up as the system: asked by the policy itself, the table would
    # ask the policy again. The setting is local and is put back before anything else is asked.
    # A minute at the start is for clocks that differ: the program writes the moment by its own.
    "palermo_granted": (
        "bigint[]", "plpgsql",
        f"""
DECLARE
  before text := {_STANDING};
  me bigint := palermo_account();
  mine bigint := palermo_open_mission();
  body bigint := palermo_organisation();
  is_officer boolean := coalesce(palermo_role() = 'partner_officer', false);
  opened text[];
  keys bigint[];
BEGIN
  IF me IS NULL OR NOT palermo_works() OR (mine IS NULL AND NOT is_officer)
     OR EXISTS (SELECT 1 FROM access_account a JOIN access_mission m ON m.id = a.mission_id
                WHERE a.id = me AND m.frozen_at IS NOT NULL) THEN
    RETURN '{{}}';
  END IF;
  SELECT array_agg(g."case" || ' ' || g.mission_id) INTO opened
  FROM access_casegrant g JOIN access_mission m ON m.id = g.mission_id
  WHERE m.frozen_at IS NULL AND g.ended_at IS NULL AND g.kind IN ('share', 'glass')
    AND g.starts_at <= statement_timestamp() + interval '1 minute'
    AND (g.ends_at IS NULL OR g.ends_at > statement_timestamp())
    AND ((g.account_id = me AND (g.kind = 'share' OR NOT is_officer))
         OR g.to_mission_id = mine OR g.to_organisation_id = body);
  IF opened IS NULL THEN
    RETURN '{{}}';
  END IF;
  PERFORM set_config('palermo.standing', 'system', true);
  SELECT array_agg(c.id) INTO keys FROM cases_case c
  WHERE c.opaque_id = ANY (SELECT split_part(one, ' ', 1) FROM unnest(opened) AS one)
    AND c.opaque_id || ' ' || c.mission_id = ANY (opened);
  PERFORM set_config('palermo.standing', before, true);
  RETURN coalesce(keys, '{{}}');
END
""",
    ),
}  # fmt: skip

#!/usr/bin/env bash
# Runs the suite on SQLite, then on PostgreSQL where one answers. Extra arguments go to pytest.
set -uo pipefail
cd "$(dirname "$0")/.."
PYTEST=(.venv/bin/python -m pytest -q -n 2 --dist loadfile "$@")
POSTGRES=${PALERMO_TEST_POSTGRESQL_URL:-postgresql://postgres@127.0.0.1:5432/postgres}

echo "== SQLite"
env -u PALERMO_DATABASE_URL "${PYTEST[@]}"
sqlite=$?

answers=$(.venv/bin/python - "$POSTGRES" <<'PY'
import sys
import psycopg
try:
    with psycopg.connect(sys.argv[1], connect_timeout=5) as connection:
        print(connection.info.server_version // 10000)
except psycopg.Error as problem:
    print(f"no: {str(problem).splitlines()[0]}")
PY
)
postgres=0
case "$answers" in
  no*) ;;
  *)
    echo "== PostgreSQL $answers"
    # Tests that ask for no database have had their turn.
    PALERMO_TEST_DATABASE_ONLY=1 PALERMO_DATABASE_URL="$POSTGRES" "${PYTEST[@]}"
    postgres=$?
    ;;
esac

# The browser tests skip themselves without a browser: that must not look like a pass.
browser=$(.venv/bin/python - <<'PY'
import os
from pathlib import Path
path = os.environ.get("PALERMO_CHROMIUM", "/usr/bin/chromium")
print("" if Path(path).exists() else path)
PY
)

echo
[ $sqlite = 0 ] && echo "SQLite: passed" || echo "SQLite: FAILED"
case "$answers" in
  no*) echo "PostgreSQL: NOT RUN, no server answered (${answers#no: }). Set PALERMO_TEST_POSTGRESQL_URL." ;;
  *) [ $postgres = 0 ] && echo "PostgreSQL $answers: passed" || echo "PostgreSQL $answers: FAILED" ;;
esac
[ -n "$browser" ] && echo "Browser tests: NOT RUN, there is no browser at $browser. Run 'make browser' or set PALERMO_CHROMIUM."
[ $sqlite = 0 ] && [ $postgres = 0 ]

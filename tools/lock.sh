#!/usr/bin/env bash
# Rewrites the lock files: exact versions and hashes, no download address.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 -m venv .venv-lock
.venv-lock/bin/pip install --quiet uv
for set in base dev; do
  .venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
    "requirements/$set.in" --output-file "requirements/$set.txt"
done
rm -rf .venv-lock

#!/usr/bin/env bash
# The browser tests drive Debian's Chromium. Install it where that is possible; say clearly where it is not.
set -euo pipefail
if command -v chromium >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser tests ..."
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null
  exit 0
fi
echo "Chromium is needed for the browser tests. Install the package 'chromium' and run again." >&2
exit 1

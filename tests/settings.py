"""The product's own settings in test mode, with a throw-away home for each test process."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="palermo-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["PALERMO_HOME"] = _folder
os.environ["PALERMO_MODE"] = "test"

from palermo.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Most tests are about what comes after the door. Those of the door switch it on again.
PALERMO_SECOND_FACTOR = "off"
# Tests ask for pages faster than people do; those of the limits put them back.
PALERMO_PACE = {}
for _kind in ("files", "registering"):
    ACCOUNT_RATE_LIMITS.pop(_kind)  # noqa: F405

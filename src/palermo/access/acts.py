"""The audited acts of this package, gathered from the modules that define them."""

from __future__ import annotations

import palermo.access.case_acts
import palermo.access.locking.acts
import palermo.access.register_acts
import palermo.access.sign_in.acts  # noqa: F401

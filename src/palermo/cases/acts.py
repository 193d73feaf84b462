"""The audited acts of this package, gathered from the modules that define them."""

from __future__ import annotations

import palermo.cases.consent_acts
import palermo.cases.register_acts  # noqa: F401

"""The audited acts of this package, gathered from the modules that define them."""

from __future__ import annotations

import palermo.interviews.device_acts
import palermo.interviews.filling.acts
import palermo.interviews.intake.acts
import palermo.interviews.placing_acts
import palermo.interviews.publishing.acts  # noqa: F401

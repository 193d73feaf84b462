"""What can go wrong while the demo caseload is made."""

from palermo.errors import PalermoError


class DemoError(PalermoError):
    """The demo's own data contradict the published totals: a defect of the package, never of its user."""

    code = "demo_data"

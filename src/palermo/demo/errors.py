"""What can go wrong while the demo caseload is made."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from palermo.errors import Detail, PalermoError


class DemoError(PalermoError):
    """The demo's own data contradict the published totals: a defect of the package, never of its user."""

    code = "demo_data"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    template = _("The demonstration's own data contradict each other.")
    schema = {"file": Detail.FILE}

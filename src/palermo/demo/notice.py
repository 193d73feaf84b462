"""The sentence that every page showing the demo has to show with it."""

from django.utils.translation import gettext_lazy

FICTIONAL_NOTICE = gettext_lazy(
    "Fictional demonstration data: nobody in it exists. Its totals equal the published 2011 tables."
)

"""Leaving quickly: when somebody comes into the room, one press ends the session and shows a calendar.

The calendar page bears no name, colour or link of the product, asks nothing of any other machine, and is the same for
everybody, signed in or not.
"""

from __future__ import annotations

import calendar

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import get_format
from django.views.decorators.http import require_POST, require_safe


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the session, whoever's it is, and go to the calendar."""
    logout(request)
    return redirect("away")


@login_not_required
@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """The month as a plain calendar. Weeks begin on the day that the reader's language begins them on."""
    today = timezone.localdate()
    # Django counts Sunday as 0, Python's calendar Monday.
    first = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
    weeks = calendar.Calendar(first).monthdatescalendar(today.year, today.month)
    names = [WEEKDAYS_ABBR[day.weekday()] for day in weeks[0]]
    return render(request, "web/away.html", {"today": today, "weeks": weeks, "names": names})

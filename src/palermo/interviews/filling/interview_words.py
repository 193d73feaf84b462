"""Words of the pages of a form on a device; keys begin with ``interview.``. See ``words``."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from palermo.interviews.filling.counted import Counted

_FRAME: dict[str, str | Promise | Counted] = {
    "interview.contents": _("Pages"),
    "interview.language": _("Language of the questions"),
    "interview.rest": _("Stop here"),
    "interview.away": _("Leave quickly"),
    "interview.progress": _("How far the interview is"),
    "interview.page-of": _("Page {number} of {count}"),
    "interview.saved": _("Saved on this device at {time}"),
    "interview.saving": _("Saving…"),
    "interview.save-failed": _("Not saved. Keep this page open; it is tried again with the next answer."),
    "interview.back": _("Back"),
    "interview.next": _("Next"),
    "interview.leave": _("To the list"),
    "interview.close": _("Close"),
    "interview.covered": _("The answers are put away."),
}

_PAGES: dict[str, str | Promise | Counted] = {
    "interview.questions": _("Questions"),
    "interview.page-say": _("Said aloud"),
    "interview.page-record": _("Filled in silently by you"),
    "interview.voice-say": _("Say aloud:"),
    "interview.voice-record": _("You fill in, without asking:"),
    "interview.note-record": _("For you, not said:"),
    "interview.page-done": _("answered"),
    "interview.page-answered": _("{answered} of {asked}"),
    "interview.entry-title": _("{title} ({number})"),
    "interview.entry-of": _("Entry {number} of {count}"),
    "interview.no-entry": _("There is no entry yet. Go on if there is nothing to say here."),
    "interview.add-entry": _("Add an entry"),
    "interview.add-another": _("Add another"),
    "interview.remove-entry": _("Remove this entry"),
    "interview.remove-sure": _("Remove this entry and its answers?"),
    "interview.remove-yes": _("Remove it"),
    "interview.remove-no": _("Keep it"),
    "interview.paper-title": _("From paper"),
    "interview.paper-date": _("Which date is written on the paper?"),
    "interview.paper-hint": _("The day of the conversation. Today is noted by itself as the day of entry."),
}

_ANSWERS: dict[str, str | Promise | Counted] = {
    "interview.required": _("(needed)"),
    "interview.clear": _("Take the answer back"),
    "interview.unanswered": _("no answer yet"),
    "interview.done": _("Done"),
    "interview.type-to-find": _("Type to find"),
    "interview.filter": _("Find in the list"),
    "interview.found": Counted(ngettext_lazy("{count} answer found", "{count} answers found", "count")),
    "interview.show-all": Counted(
        ngettext_lazy(
            "Show the whole list ({count} answer)", "Show the whole list ({count} answers)", "count"
        )
    ),
    "interview.chosen": _("Chosen"),
    "interview.take-out": _("Take out: {answer}"),
    "interview.year": _("Year"),
    "interview.month": _("Month"),
    "interview.move-up": _("Move up: {answer}"),
    "interview.move-down": _("Move down: {answer}"),
    "interview.moved": _("{answer} is now number {place} of {count}"),
    "interview.keep-order": _("Keep this order"),
    "interview.latitude": _("Latitude, such as 37.98"),
    "interview.longitude": _("Longitude, such as 23.73"),
    "interview.use-position": _("Use the position of this device"),
    "interview.position-looking": _("Looking for the position…"),
    "interview.position-refused": _("This device does not give its position. It can be typed in."),
    "interview.position-failed": _("The position was not found. It can be typed in."),
    "interview.position-accuracy": _("Exact to about {metres} metres"),
}

_FILES: dict[str, str | Promise | Counted] = {
    "interview.picture": _("The chosen picture"),
    "interview.recording": _("Recording"),
    "interview.film": _("Film"),
    "interview.file": _("A file of {kilobytes} KB"),
    "interview.take-picture": _("Take a photo"),
    "interview.take-recording": _("Record"),
    "interview.take-film": _("Film"),
    "interview.choose-picture": _("Choose a picture"),
    "interview.choose-recording": _("Choose a recording"),
    "interview.choose-film": _("Choose a film"),
    "interview.choose-document": _("Choose a file"),
    "interview.replace-picture": _("Another picture"),
    "interview.replace-recording": _("Another recording"),
    "interview.replace-film": _("Another film"),
    "interview.replace-document": _("Another file"),
    "interview.remove-file": _("Take it out"),
    "interview.file-busy": _("Getting it ready…"),
    "interview.file-too-large": _("This file is too large. There is room for {megabytes} MB."),
    "interview.file-unreadable": _("This file could not be read. Please choose another."),
}

_PROBLEMS: dict[str, str | Promise | Counted] = {
    "interview.problems": Counted(
        ngettext_lazy("Please look at one answer again", "Please look at {count} answers again", "count")
    ),
    "interview.violation-constraint": _("This answer does not fit the question. Please look at it again."),
    "interview.violation-crowded": _(
        "There is room for 200 entries at most. Please write a smaller number, and tell the rest in words."
    ),
    "interview.violation-required": _("This question needs an answer before the interview can be finished."),
    "interview.not-int": _("Please write a whole number, with digits only."),
    "interview.not-decimal": _("Please write a number, such as 12 or 12.5."),
    "interview.not-year": _("Please write the year with four digits, such as 2019."),
    "interview.not-place": _("Please write both numbers, such as 37.98 and 23.73."),
    "interview.not-finished": _("The interview could not be put into the outbox. It is kept as a draft."),
}

_END: dict[str, str | Promise | Counted] = {
    "interview.end": _("End"),
    "interview.end-title": _("The end of the questions"),
    "interview.end-whole": _("Every question that was shown has an answer."),
    "interview.end-open": _(
        "Some questions are blank. That is allowed: a blank is a question that was not asked."
    ),
    "interview.left": Counted(ngettext_lazy("{count} question blank", "{count} questions blank", "count")),
    "interview.end-what": _(
        "Finishing locks the answers: then only the server can read them. They are sent when there is a network."
    ),
    "interview.finish": _("Finish"),
}

INTERVIEW: dict[str, str | Promise | Counted] = {
    **_FRAME,
    **_PAGES,
    **_ANSWERS,
    **_FILES,
    **_PROBLEMS,
    **_END,
}

"""Words of what surrounds an interview on a device: first visit, unlocking, lists, sending. See ``words``."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from palermo.interviews.filling.counted import Counted

SHELL: dict[str, str | Promise | Counted] = {
    "shell.starting": _("One moment…"),
    "shell.unable": _("Interviews cannot be filled in here"),
    "shell.unable_why": _(
        "This browser does not let the page keep anything safely: it is too old, it is in a private window, or the "
        "address does not begin with https. Open the page in an ordinary window of an up-to-date browser."
    ),
    "shell.failed": _("That did not work. Nothing was lost; please try again."),
    "shell.offline": _(
        "There is no network. You can go on; what is finished is sent when there is one again."
    ),
    "shell.news": _("A new version is ready. It starts when this page is closed."),
    "shell.news_take": _("Start it now"),
    "shell.again": _("Try again"),
    "shell.back": _("Back"),
    "shell.no": _("No, go back"),
    "shell.leave": _("Leave"),
    "shell.leave_hint": _("Covers everything at once. Pressing Escape twice does the same."),
    "menu.menu": _("Menu"),
    "menu.language": _("Language"),
    "menu.lock": _("Lock"),
    "menu.change_passphrase": _("Change the passphrase"),
    "menu.forget": _("Forget everything on this device"),
    "menu.forget_what": _(
        "Everything that is kept here will be deleted, and nobody can bring it back: drafts, what waits to be sent, "
        "forms. What was received stays with the server."
    ),
    "menu.forget_waiting": Counted(
        ngettext_lazy(
            "{count} finished interview has not been received yet and would be lost.",
            "{count} finished interviews have not been received yet and would be lost.",
            "count",
        )
    ),
    "menu.forget_drafts": Counted(
        ngettext_lazy("{count} draft would be lost.", "{count} drafts would be lost.", "count")
    ),
    "menu.forget_yes": _("Yes, delete everything"),
    "enrol.title": _("Set up this device"),
    "enrol.lead": _(
        "Then you can fill in interviews here, also where there is no network. What you type is locked with a "
        "passphrase that only you know."
    ),
    "enrol.sign_in": _("Sign in"),
    "enrol.offline": _("There is no network. This device has to be set up once with one."),
    "enrol.session_locked": _("Your session is locked. Unlock it first, then come back here."),
    "enrol.not_for_forms": _(
        "Your account does not fill in interviews. Caseworkers and supervisors of a mission do."
    ),
    "enrol.name": _("Name of this device"),
    "enrol.name_hint": _("So that you recognise it in the list of your devices, such as “office laptop”."),
    "enrol.name_missing": _("Give the device a name."),
    "enrol.losing": _(
        "Nobody can replace this passphrase. If it is forgotten, interviews that are not finished are lost. "
        "After eight wrong ones in a row they are deleted."
    ),
    "enrol.go": _("Set up this device"),
    "enrol.busy": _("Setting up…"),
    "passphrase.new": _("New passphrase"),
    "passphrase.again": _("The same once more"),
    "passphrase.before": _("Passphrase until now"),
    "passphrase.hint": Counted(
        ngettext_lazy(
            "At least {count} sign. Four words that do not belong together are good, and easy to remember.",
            "At least {count} signs. Four words that do not belong together are good, and easy to remember.",
            "count",
        )
    ),
    "passphrase.weak": _("Too easy to guess"),
    "passphrase.fair": _("Enough; more words would be better"),
    "passphrase.good": _("Good"),
    "passphrase.differs": _("The two are not the same."),
    "passphrase.go": _("Change the passphrase"),
    "passphrase.changed": _("From now on the new passphrase opens this device."),
    "unlock.title": _("Unlock"),
    "unlock.passphrase": _("Passphrase of this device"),
    "unlock.go": _("Unlock"),
    "unlock.busy": _("Unlocking…"),
    "unlock.waiting": Counted(
        ngettext_lazy(
            "{count} finished interview waits to be sent. It is sent without unlocking, too.",
            "{count} finished interviews wait to be sent. They are sent without unlocking, too.",
            "count",
        )
    ),
    "unlock.forgotten": _("I have forgotten the passphrase"),
    "unlock.forgotten_what": _(
        "Nobody can open the drafts without it. You can delete everything on this device and set it up again. "
        "Let finished interviews be sent before: they would be deleted, too."
    ),
    "home.title": _("Interviews"),
    "home.drafts": _("Go on"),
    "home.start": _("Start an interview"),
    "home.outbox": _("Finished"),
    "home.for_case": _("The next interview belongs to the case from which you came here."),
    "home.no_forms": _("There are no forms here yet. They are fetched when there is a network."),
    "home.form_gone": _(
        "The form is not here. It is fetched when there is a network; please try again then."
    ),
    "home.cannot_open": _("This form cannot be opened on this device. Nothing was lost."),
    "home.no_correction": _(
        "This interview cannot be corrected here. Sign in on this device, and see that there is a network."
    ),
    "home.which_language": _("In which language do you talk?"),
    "home.answered": Counted(ngettext_lazy("{count} answer", "{count} answers", "count")),
    "home.delete": _("Delete"),
    "home.delete_what": _("Delete this draft? Nobody can bring it back."),
    "home.delete_yes": _("Yes, delete it"),
    "home.opening": _("The form is being opened…"),
    "home.refused": _(
        "The server does not accept this device any more. Nothing is sent until you set it up again: sign in, then "
        "forget everything on this device."
    ),
    "home.works_offline": _("This page opens without a network."),
    "home.needs_network": _("This page needs a network to open: this browser cannot keep it."),
    "home.persistent": _("The browser has promised to keep what is here."),
    "home.not_persistent": _(
        "The browser may delete what is here when space runs short. Put the page on the home screen, and send soon."
    ),
    "home.install": _("Put on the home screen"),
    "outbox.waiting": _("on this device, not sent yet"),
    "outbox.sending": _("being sent"),
    "outbox.received": _("received"),
    "outbox.refused": _("not taken"),
    "outbox.receipt": _("Receipt:"),
    "outbox.covered": _("A finished interview"),
    "outbox.send_now": _("Send now"),
    "outbox.sending_now": _("Sending…"),
    "outbox.retry": _("Send again"),
    "outbox.forget": _("Take off the list"),
    "done.title": _("Finished"),
    "done.what": _(
        "The interview is sealed now: it cannot be read on this device any more. It is sent as soon as there is a "
        "network. It is with the server when you see its receipt here."
    ),
    "done.on": _("Back to the beginning"),
    "gone.title": _("Everything here was deleted"),
    "gone.what": _("Drafts, forms and keys are gone from this device. What was received is with the server."),
    "gone.on": _("Set up again"),
    "store.full": _(
        "There is no room left on this device. What you see is not kept yet. Free some space, then go on."
    ),
    "store.wrong_passphrase": Counted(
        ngettext_lazy(
            "This passphrase does not open it. {count} try is left, then the drafts are deleted.",
            "This passphrase does not open it. {count} tries are left, then the drafts are deleted.",
            "count",
        )
    ),
    "store.must_wait": Counted(
        ngettext_lazy("Please wait {count} second.", "Please wait {count} seconds.", "count")
    ),
    "store.destroyed": _("After eight wrong passphrases the drafts on this device were deleted."),
    "store.locked": _("This device is locked."),
    "store.damaged": _("A draft cannot be opened: it was changed from outside."),
    "store.weak_passphrase": Counted(
        ngettext_lazy(
            "Take at least {count} sign, and not the same few again and again.",
            "Take at least {count} signs, and not the same few again and again.",
            "count",
        )
    ),
    "store.open_elsewhere": _("This interview is open in another tab. Close it there, or go on there."),
    "store.no_key": _("This device is not set up to send. Nothing was lost."),
}

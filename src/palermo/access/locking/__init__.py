"""A session is open, locked or ended; what was typed survives the lock.

After some minutes without a sign of life, or at one press, the session is locked on the server: every address answers
with the lock page and nothing of the person. The same account's password (or a second factor of it) opens it again.
Nothing that was typed is kept on the server: an open page keeps its own fields behind an opaque cover, and a form that
arrives while the session is locked travels back to the browser inside the lock page.

Threat: a colleague, a visitor or a thief at a machine whose owner has gone for a moment.

Where to look: ``state`` (the rule), ``sessions`` (where it is kept), ``middleware`` (who is stopped), ``carrying``
(forms that wait), ``credentials`` (what opens), ``actions`` (locking and unlocking). The browser's side is
``web/static/palermo/lock.js``.
"""

"""The hash-chained record of every act, reads included, in the act's own transaction.

``recording``: ``audited()``, ``record()``, ``record_many()``. ``registry``: ``define()`` acts. ``selectors``: what the
focal point reads, ``rate()`` for brakes. ``verification``: is it whole?
"""

"""The only place that touches cryptography.

Threat: a stolen database, backup or laptop, and an intruder with an administrator's session (design,
security: first paragraph). So identities lie encrypted under a key of their own, the keys lie apart from the
database, and plaintext exists only inside a ``clearance`` that the gate has opened.

Where to look: ``clearance`` (reading and writing), ``fields`` and ``streams`` (what is stored),
``individual_keys`` and ``mission_keys`` (the ladder), ``tokens`` and ``names`` (looking up without reading),
``rotate_master``, ``rotate_mission``, ``renewal``, ``erasure``, ``recovery``. Scopes (missions, individuals)
are opaque texts here: the vault knows no people and no rules.
"""

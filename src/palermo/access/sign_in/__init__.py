"""Who comes in, how they prove who they are, and how they prove it again before something grave.

``door`` (password, closed accounts, what is recorded), ``second_factor`` (who needs one, what stays shut without),
``step_up`` (``require_fresh``), ``sessions`` (where somebody is signed in), ``limits`` (guessing), ``oidc`` (an
organisation's own sign-in). Built on django-allauth, whose tables it uses; nobody can register themselves.
"""

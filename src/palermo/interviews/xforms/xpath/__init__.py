"""XPath 1.0 with the functions of ODK XForms, for checking answers on a server that strangers write to.

libxml2 has XPath too, but an expression cannot be stopped there once it runs, it knows no dates, no ``if`` that leaves
the other branch alone, and no answers that do not count because their question is hidden. Here every step is counted.
"""

"""The interface that ODK Collect speaks: OpenRosa 1.0 (docs.getodk.org/openrosa), as Collect's source has it.

``door`` lets a device in, ``listing`` and ``answers`` write what it reads, ``uploads`` takes what it sends,
``encrypted`` opens what it encrypted. Nothing here reads an answer: what came goes to ``actions/receive_submission``.
"""

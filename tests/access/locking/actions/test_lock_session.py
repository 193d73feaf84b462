"""Locking is the owner's, happens once, and cannot be undone by a request that was slower."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from palermo.access.gate import NotSignedIn
from palermo.access.locking.actions.lock_session import lock_session
from palermo.access.locking.sessions import SessionStore
from palermo.access.locking.state import Reason
from palermo.access.models import Account, Role
from palermo.errors import NotFoundOrNotAllowed
from tests.access.locking.conftest import acts

pytestmark = pytest.mark.django_db


def store(client: Client) -> SessionStore:
    return SessionStore(client.session.session_key)


def test_recorded_once(browser: Client, account: Account) -> None:
    assert lock_session(store(browser), actor=account, reason=Reason.ASKED)
    assert lock_session(store(browser), actor=account, reason=Reason.IDLE)
    assert acts() == ["account.locked"]
    assert store(browser).lock_state().is_locked


def test_only_ones_own(browser: Client, account_of: Callable[..., Account]) -> None:
    with pytest.raises(NotFoundOrNotAllowed):
        lock_session(store(browser), actor=account_of(Role.SUPERVISOR), reason=Reason.ASKED)
    with pytest.raises(NotSignedIn):
        lock_session(store(browser), actor=AnonymousUser(), reason=Reason.ASKED)
    assert acts() == []


def test_a_slower_request_does_not_open_it_again(browser: Client, account: Account) -> None:
    slow = store(browser)
    slow["something"] = "else"
    lock_session(store(browser), actor=account, reason=Reason.ASKED)
    slow.save()
    assert store(browser).lock_state().is_locked
    assert store(browser)["something"] == "else"
    assert browser.get("/note/").status_code == 423


def test_a_slower_request_does_not_lock_it_again(browser: Client, account: Account) -> None:
    lock_session(store(browser), actor=account, reason=Reason.ASKED)
    slow = store(browser)
    slow["something"] = "else"
    store(browser).change_lock(lambda state: state.opened(state.seen))
    slow.save()
    assert not store(browser).lock_state().is_locked


def test_a_session_that_is_no_more(browser: Client, account: Account) -> None:
    gone = store(browser)
    gone.load()
    assert gone.belongs_to(account.pk)
    store(browser).delete()
    assert not lock_session(gone, actor=account, reason=Reason.ASKED)
    assert acts() == []

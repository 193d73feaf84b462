"""For whom the connection stands: told at the right moment, taken back whatever happens."""

from __future__ import annotations

import threading
from contextlib import ExitStack, suppress

import pytest
from django.db import DatabaseError, connection, connections, transaction

from palermo.access.actors import SystemActor
from palermo.access.models import Account, Organisation
from palermo.access.walls import stand, standing_as
from tests.access.gate import world

SYSTEM = SystemActor("test")


@pytest.fixture
def account(db: None) -> Account:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is told nothing")
    return world.account("caseworker", world.mission())


def told() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('palermo.standing', true), '')")
        return str(cursor.fetchone()[0])


def broken() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


@pytest.mark.django_db
def test_sqlite_and_nobody_take_it_too() -> None:
    """No error, and nothing asked, whatever the database."""
    with standing_as(None), standing_as(SYSTEM):
        stand(None)
        assert not Organisation.objects.exists()


def test_told_on_entering_and_on_leaving(account: Account) -> None:
    assert told() == ""
    with standing_as(account):
        assert told() == f"account:{account.pk}"
        with standing_as(SYSTEM):
            assert told() == "system"
        assert told() == f"account:{account.pk}"
        with standing_as(None):
            assert told() == ""
        assert told() == f"account:{account.pk}"
    assert told() == ""


def test_an_account_that_was_never_stored_is_nobody(account: Account) -> None:
    with standing_as(Account(email="x@example.org", role="analyst")):
        assert told() in {"", "account:None"}


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt])
def test_an_error_ends_it(account: Account, error: type[BaseException]) -> None:
    with pytest.raises(error), standing_as(account):
        raise error
    assert told() == ""


def test_a_later_sign_in_within_the_block(account: Account) -> None:
    with standing_as(None):
        stand(account)
        assert told() == f"account:{account.pk}"
    assert told() == ""


def test_a_broken_transaction_inside(account: Account) -> None:
    with standing_as(account):
        with pytest.raises(DatabaseError), transaction.atomic(), standing_as(SYSTEM):
            broken()
        assert told() == f"account:{account.pk}"
    assert told() == ""


def test_a_broken_transaction_around(account: Account) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), standing_as(account), standing_as(SYSTEM):
        broken()
    assert told() == ""


@pytest.mark.parametrize("by", ["error", "flag"])
def test_rolled_back_after_it_ended(account: Account, by: str) -> None:
    with standing_as(account):
        with suppress(ZeroDivisionError), transaction.atomic():
            with standing_as(SYSTEM):
                assert told() == "system"
            if by == "error":
                raise ZeroDivisionError
            transaction.set_rollback(True)
        assert told() == f"account:{account.pk}"
    assert told() == ""


def test_left_while_the_transaction_is_to_be_rolled_back(account: Account) -> None:
    """Django refuses questions then; the database is told all the same."""
    with transaction.atomic():
        with standing_as(account):
            transaction.set_rollback(True)
        transaction.set_rollback(False)
        assert told() == ""


@pytest.mark.django_db(transaction=True)
class TestConnections:
    def test_a_new_connection_is_told_before_its_first_question(self, account: Account) -> None:
        with standing_as(account):
            connection.close()
            assert told() == f"account:{account.pk}"
            with transaction.atomic():
                connection.close()
        assert told() == ""

    def test_the_first_question_may_stand_in_a_transaction_that_fails(self, account: Account) -> None:
        connection.close()
        with standing_as(account):
            with suppress(ZeroDivisionError), transaction.atomic():
                assert told() == f"account:{account.pk}"
                raise ZeroDivisionError
            assert told() == f"account:{account.pk}"

    def test_a_connection_that_died_is_told_again(self, account: Account) -> None:
        connection.ensure_connection()
        connection.health_check_enabled = True
        connection.health_check_done = False
        connection.settings_dict["CONN_HEALTH_CHECKS"], kept = (
            True,
            connection.settings_dict["CONN_HEALTH_CHECKS"],
        )
        try:
            connection.connection.close()
            with standing_as(account):
                if connection.connection is not None and connection.connection.closed:
                    connection.close()
                assert told() == f"account:{account.pk}"
            assert told() == ""
        finally:
            connection.settings_dict["CONN_HEALTH_CHECKS"] = kept

    def test_a_connection_that_died_inside_leaves_nobody(self, account: Account) -> None:
        with standing_as(account):
            told()
            connection.connection.close()
        assert connection.connection is None
        assert told() == ""

    def test_another_thread_starts_as_nobody(self, account: Account) -> None:
        heard: list[str] = []

        def look() -> None:
            try:
                heard.append(told())
                with standing_as(SYSTEM):
                    heard.append(told())
            finally:
                connections.close_all()

        with standing_as(account):
            thread = threading.Thread(target=look)
            thread.start()
            thread.join(20)
            assert told() == f"account:{account.pk}"
        assert heard == ["", "system"]

    def test_many_threads_do_not_mix(self, account: Account) -> None:
        wrong: list[str] = []

        def look(number: int) -> None:
            try:
                for _ in range(20):
                    with standing_as(Account(pk=number, email="x", role="analyst")):
                        if told() != f"account:{number}":
                            wrong.append(told())
            finally:
                connections.close_all()

        threads = [threading.Thread(target=look, args=(number,)) for number in range(4)]
        with ExitStack() as stack:
            for thread in threads:
                stack.callback(thread.join, 30)
                thread.start()
        assert not wrong

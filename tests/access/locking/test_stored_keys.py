"""Whoever has the database has nobody's session: keys lie in the browsers' cookies and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from palermo.access.locking.sessions import STORED_LENGTH, SessionStore, stored_key
from palermo.access.models import Account, Role

PASSWORD = "a long enough password"


def everything_stored() -> str:
    """Every value of every table, as text."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [
                bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                for row in cursor.fetchall()
                for value in row
            ]
    return "\n".join(found)


def sign_in(client: Client, account: Account) -> str:
    client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.mark.django_db
class TestStoredKeys:
    def test_no_table_holds_the_key_of_a_live_session(self, account_of: Callable[..., Account]) -> None:
        account = account_of(Role.ANALYST)
        desk, phone = Client(), Client()
        keys = [sign_in(desk, account), sign_in(phone, account)]
        desk.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        keys.append(desk.cookies[settings.SESSION_COOKIE_NAME].value)
        desk.post(reverse("lock"))
        desk.post(reverse("unlock"), {"ticket": "", "secret": PASSWORD})
        for client in (desk, phone):
            keys.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
        assert len(set(keys)) >= 3
        stored = everything_stored()
        assert account.email in stored
        assert [key for key in keys if key in stored] == []
        assert phone.get(reverse("home")).status_code == 200

    def test_what_is_stored_opens_no_session(self, account_of: Callable[..., Account]) -> None:
        sign_in(Client(), account_of(Role.ANALYST))
        thief = Client()
        for row in Session.objects.all():
            assert len(row.session_key) == STORED_LENGTH
            thief.cookies[settings.SESSION_COOKIE_NAME] = row.session_key
            assert thief.get(reverse("home")).status_code == 302

    def test_the_name_depends_on_the_secret_of_the_instance(self, settings: object) -> None:
        before = stored_key("a" * 32)
        settings.SECRET_KEY = "another one"  # type: ignore[attr-defined]
        assert stored_key("a" * 32) != before
        assert stored_key(None) == stored_key("") == ""

    def test_sessions_end(self) -> None:
        store = SessionStore()
        store["word"] = "kept"
        store.save()
        key = str(store.session_key)
        assert SessionStore(key)["word"] == "kept"
        assert store.exists(key)
        SessionStore().delete()
        store.delete(key)
        assert not store.exists(key)
        assert SessionStore(key).get("word") is None


@pytest.mark.django_db(transaction=True)
def test_asynchronous_ways_store_no_key_either() -> None:
    async def use() -> tuple[str, object, bool]:
        store = SessionStore()
        await store.aset("word", "kept")
        await store.asave()
        key = str(store.session_key)
        found = await SessionStore(key).aget("word")
        await SessionStore(key).acycle_key()
        still = await store.aexists(key)
        await sync_to_async(connections.close_all)()
        return key, found, still

    with ThreadPoolExecutor(1) as pool:
        key, found, still = pool.submit(asyncio.run, use()).result()
    assert (found, still) == ("kept", False)
    assert key not in everything_stored()
    assert Session.objects.count() == 1

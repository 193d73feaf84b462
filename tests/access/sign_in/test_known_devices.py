"""A stranger who guesses at an account does not shut its owner out of the browsers that the owner uses."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from palermo.access.sign_in.known_devices import AGE, MOST, known_device, remember
from tests.access.sign_in.people import PASSWORD, Person, later

TOO_OFTEN = "That was tried too often."
ADDRESS = "worker@example.org"


def strangers_guess(person: Person) -> None:
    """From everywhere, until the address takes no more."""
    for attempt in range(20):
        stranger = Person(person.account, Client(REMOTE_ADDR=f"198.51.100.{attempt}"))
        stranger.password("wrong")
    late = Person(person.account, Client(REMOTE_ADDR="198.51.100.99"))
    assert TOO_OFTEN in late.password().content.decode()


@pytest.fixture
def known(person: Person) -> Person:
    """Somebody who has signed in with this browser before, and out again."""
    person.password()
    person.set_up_app()
    person.post("account_logout")
    return person


class TestLimits:
    def test_the_owner_comes_in_where_strangers_are_kept_out(self, known: Person) -> None:
        strangers_guess(known)
        known.sign_in()
        assert known.is_in

    def test_nor_do_guesses_from_the_same_network_count(self, known: Person) -> None:
        for _attempt in range(15):
            Person(known.account, Client()).password("wrong")
        known.sign_in()
        assert known.is_in

    def test_a_known_browser_may_not_guess_for_ever_either(self, known: Person) -> None:
        for _attempt in range(5):
            assert TOO_OFTEN not in known.password("wrong").content.decode()
        assert TOO_OFTEN in known.password().content.decode()
        with later(301):
            assert known.password().status_code == 302

    def test_it_is_known_for_one_address_only(self, known: Person) -> None:
        for attempt in range(20):
            client = Client(REMOTE_ADDR=f"198.51.100.{attempt}")
            Person(known.account, client).password("wrong", "other@example.org")
        page = known.password("wrong", "other@example.org").content.decode()
        assert TOO_OFTEN in page

    def test_whoever_is_in_proves_it_again_while_strangers_guess(self, known: Person) -> None:
        known.sign_in()
        strangers_guess(known)
        known.client.cookies.pop(settings.DEVICE_COOKIE_NAME)
        with later(11 * 60):
            assert (
                known.post("account_reauthenticate", password=PASSWORD, code=known.code()).status_code == 302
            )

    def test_a_password_alone_makes_no_browser_known(self, known: Person) -> None:
        """Half a sign-in is none."""
        other = known.elsewhere()
        other.password()
        assert settings.DEVICE_COOKIE_NAME not in other.client.cookies


class TestMark:
    def asked(self, cookie: str) -> Any:
        request = RequestFactory().get("/")
        request.COOKIES[settings.DEVICE_COOKIE_NAME] = cookie
        return request

    def left(self, *addresses: str) -> str:
        cookie = ""
        for address in addresses:
            response = HttpResponse()
            remember(self.asked(cookie), response, address)
            cookie = response.cookies[settings.DEVICE_COOKIE_NAME].value
        return cookie

    def test_fits_its_address(self) -> None:
        request = self.asked(self.left(ADDRESS))
        assert known_device(request, ADDRESS)
        assert known_device(request, ADDRESS.upper())
        assert known_device(request, "other@example.org") == ""

    def test_names_nobody(self) -> None:
        assert "worker" not in self.left(ADDRESS)
        assert self.left(ADDRESS) != self.left(ADDRESS)

    @pytest.mark.parametrize("cookie", ["", "~", "a:b:c", "x" * 10_000, "~~a:b~", "ä:ö:ü", "\x00"])
    def test_what_we_did_not_seal_is_none(self, cookie: str) -> None:
        assert known_device(self.asked(cookie), ADDRESS) == ""
        assert known_device(self.asked(self.left(ADDRESS) + "x"), ADDRESS) == ""

    def test_colleagues_share_a_browser(self) -> None:
        everybody = [f"worker{number}@example.org" for number in range(MOST + 1)]
        request = self.asked(self.left(*everybody))
        assert [bool(known_device(request, one)) for one in everybody] == [False, *[True] * MOST]

    def test_a_second_time_leaves_one_mark(self) -> None:
        assert self.left(ADDRESS, ADDRESS).count("~") == 0

    def test_ends(self) -> None:
        request = self.asked(self.left(ADDRESS))
        with later(AGE + 5):
            assert known_device(request, ADDRESS) == ""

"""Where somebody is signed in: shown in few words, ended with one press."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from palermo.access.actors import SystemActor
from palermo.access.locking.sessions import stored_key
from palermo.access.models import Account, Role
from palermo.access.sign_in import sessions
from palermo.access.sign_in.actions.revoke_sessions import revoke_sessions
from palermo.access.sign_in.devices import address_words, device_code, device_of, shortened_address
from palermo.access.sign_in.sessions import places_of
from palermo.access.sign_in.tidying import tidy
from palermo.errors import NotFoundOrNotAllowed
from tests.access.sign_in.people import Person


@pytest.fixture
def both(person: Person) -> tuple[Person, Person]:
    """The same person at a desk and with a phone."""
    person.client = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537 Edg/130")
    person.password()
    person.set_up_app()
    other = person.elsewhere()
    other.client.defaults["REMOTE_ADDR"] = "203.0.113.77"
    other.sign_in()
    return person, other


class TestPlaces:
    def test_are_told_in_few_words(self, both: tuple[Person, Person]) -> None:
        here, _other = both
        page = here.get("usersessions_list").content.decode()
        assert page.index("Edge, Windows") < page.index("Firefox, Android")
        assert "203.0.x.x" in page
        assert "203.0.113" not in page
        row = UserSession.objects.get(ip="203.0.0.0")
        assert row.user_agent == "firefox/android"

    def test_one_is_ended(self, both: tuple[Person, Person], acts: Callable[[], list[str]]) -> None:
        here, other = both
        number = UserSession.objects.get(user_agent="firefox/android").pk
        here.post("sign_in_end_place", number)
        assert not other.is_in
        assert here.is_in
        assert acts()[-1] == "account.sessions_revoked"

    def test_all_others_are_ended(self, both: tuple[Person, Person]) -> None:
        here, other = both
        here.post("sign_in_end_others")
        assert (here.is_in, other.is_in) == (True, False)
        assert UserSession.objects.count() == 1

    def test_somebody_elses_are_not_ended(
        self, both: tuple[Person, Person], account_of: Callable[..., Account]
    ) -> None:
        stranger = Person(account_of(Role.ADMINISTRATOR), Client())
        stranger.password()
        stranger.set_up_app()
        number = UserSession.objects.get(user_agent="firefox/android").pk
        stranger.post("sign_in_end_place", number)
        assert both[1].is_in
        assert places_of(stranger.account, account=both[0].account) == []

    def test_a_new_number_of_the_session_is_the_same_place(self, both: tuple[Person, Person]) -> None:
        here, _other = both
        here.post("account_reauthenticate", password="a long enough password", code=here.recovery_codes()[0])
        assert UserSession.objects.count() == 2
        assert "here" in here.get("usersessions_list").content.decode()

    def test_a_new_password_ends_all_others(
        self, both: tuple[Person, Person], acts: Callable[[], list[str]]
    ) -> None:
        here, other = both
        here.post(
            "account_change_password", present="a long enough password", password="green tractor on ice"
        )
        assert (here.is_in, other.is_in) == (True, False)
        assert acts()[-2:] == ["account.password_changed", "account.sessions_revoked"]
        assert "here" in here.get("usersessions_list").content.decode()
        other.client = Client()
        assert other.password().status_code == 200
        assert other.password("green tractor on ice").status_code == 302

    @pytest.mark.parametrize(
        ("present", "new"), [("wrong", "green tractor on ice"), ("a long enough password", "short")]
    )
    def test_a_bad_new_password_changes_nothing(
        self, both: tuple[Person, Person], present: str, new: str
    ) -> None:
        assert both[0].post("account_change_password", present=present, password=new).status_code == 200
        assert both[1].is_in

    def test_last_seen_is_noted_once_a_minute(self, both: tuple[Person, Person]) -> None:
        both[0].get("home")
        long_ago = timezone.now() - timedelta(hours=1)
        UserSession.objects.update(last_seen_at=long_ago)
        both[0].get("home")
        assert UserSession.objects.filter(last_seen_at=long_ago).count() == 2
        sessions._noted.clear()
        both[0].get("home")
        assert UserSession.objects.filter(last_seen_at=long_ago).count() == 1


class TestRevoking:
    def test_by_whoever_keeps_the_accounts(self, both: tuple[Person, Person]) -> None:
        assert revoke_sessions(actor=SystemActor("command line"), account=both[0].account) == 2
        assert not both[0].is_in

    def test_by_nobody_else(self, both: tuple[Person, Person], account_of: Callable[..., Account]) -> None:
        with pytest.raises(NotFoundOrNotAllowed):
            revoke_sessions(actor=account_of(Role.SUPERVISOR), account=both[0].account)


def test_what_has_run_out_is_cleared_away(both: tuple[Person, Person]) -> None:
    Session.objects.filter(session_key=stored_key(both[1].client.session.session_key)).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    assert tidy() >= 2
    assert UserSession.objects.count() == Session.objects.count() == 1
    assert both[0].is_in


@pytest.mark.parametrize(
    ("agent", "code", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1", "safari/ios",
         "Safari, iPhone, iPad"),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/124.0 Mobile Safari/537.36", "chrome/android", "Chrome, Android"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/124 Safari/537", "chrome/chromeos", "Chrome, ChromeOS"),
        ("curl/8", "/", "A browser that does not say its name"),
        ("<script>", "/", "A browser that does not say its name"),
    ],
)  # fmt: skip
def test_devices(agent: str, code: str, words: str) -> None:
    assert device_code(agent) == code
    assert device_code(code) == code
    assert device_of(code).words == words


@pytest.mark.parametrize(
    ("address", "kept", "words"),
    [
        ("203.0.113.77", "203.0.0.0", "203.0.x.x"),
        ("2001:db8:1:2::3", "2001:db8::", "2001:db8:x"),
        ("::ffff:203.0.113.77", "203.0.0.0", "203.0.x.x"),
        ("nonsense", "0.0.0.0", ""),  # noqa: S104 - stands for "not known"
    ],
)
def test_addresses(address: str, kept: str, words: str) -> None:
    assert shortened_address(address) == kept
    assert shortened_address(kept) == kept
    assert address_words(kept) == words

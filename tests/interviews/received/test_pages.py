"""The pages of interviews: what waits, what was told, whose it is, which of two answers is right."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from palermo.access.gate import CaseKey, Part
from palermo.access.models import Account, Role
from palermo.access.uncovering import reworking
from palermo.audit.models import AuditEntry
from palermo.cases.models import Case
from palermo.interviews.actions.place_interview import place_interview
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.models import Attachment, Difference, FormVersion, Interview
from tests.cases.identities import draft, register
from tests.interviews.answering import form_of, path_of
from tests.interviews.waiting import TOLD, received

Accounts = Callable[..., Account]
pytestmark = pytest.mark.django_db
STORY, NAME = TOLD["screening_narrative"], TOLD["family_name"]
PHOTO = b"\xff\xd8 bytes of a picture of nobody"


@pytest.fixture
def worker(account_of: Accounts) -> Account:
    return account_of(Role.CASEWORKER)


@pytest.fixture
def browser(client: Client, worker: Account) -> Client:
    client.force_login(worker)
    return client


def text_of(client: Client, address: str, **said: object) -> str:
    answer = client.post(address, said) if said else client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("sequence").values_list("act", flat=True))


class TestTheList:
    def test_what_waits_stands_on_top_and_nothing_is_told(
        self, browser: Client, worker: Account, screening_version: FormVersion
    ) -> None:
        case = register(worker)
        waiting = received(worker, screening_version)
        placed = received(worker, screening_version, case=case)
        page = text_of(browser, "/interviews/")
        assert "1 interview waits" in page
        assert page.index(waiting.opaque_id) < page.index(placed.opaque_id)
        assert page.count(f"/interviews/{waiting.opaque_id}/place/") == 1
        assert STORY not in page
        assert NAME not in page

    def test_filters(self, browser: Client, worker: Account, screening_version: FormVersion) -> None:
        remarked = received(worker, screening_version, remarks=[{"path": "", "kind": "limit", "message": ""}])
        plain = received(worker, screening_version, is_complete=False)
        shown = {
            which: {row.opaque_id for row in (remarked, plain) if row.opaque_id in page}
            for which in ("waiting", "remarks", "incomplete", "differences", "placed")
            for page in [text_of(browser, f"/interviews/?which={which}")]
        }
        assert shown == {
            "waiting": {remarked.opaque_id, plain.opaque_id},
            "remarks": {remarked.opaque_id},
            "incomplete": {plain.opaque_id},
            "differences": set(),
            "placed": set(),
        }
        narrowed = text_of(browser, f"/interviews/?form=palermo_screening&worker={worker.pk}")
        assert plain.opaque_id in narrowed
        assert "Select a valid choice" in text_of(browser, "/interviews/?worker=999999")

    def test_pages(
        self,
        browser: Client,
        worker: Account,
        screening_version: FormVersion,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("palermo.interviews.received.selectors.PAGE_SIZE", 2)
        case = register(worker)
        numbers = [
            received(worker, screening_version, {"sex": "female"}, case=case).opaque_id for _one in range(3)
        ]
        first = text_of(browser, "/interviews/")
        assert [f"/interviews/{number}/" in first for number in numbers] == [False, True, True]
        second = text_of(browser, f"/interviews/?after={numbers[1]}")
        assert [f"/interviews/{number}/" in second for number in numbers] == [True, False, False]

    def test_a_colleague_sees_that_there_is_one_and_cannot_place_it(
        self, client: Client, worker: Account, account_of: Accounts, screening_version: FormVersion
    ) -> None:
        waiting = received(worker, screening_version)
        client.force_login(account_of(Role.CASEWORKER, email="colleague@example.org"))
        page = text_of(client, "/interviews/")
        assert waiting.opaque_id in page
        assert "/place/" not in page
        assert "wait for you" not in text_of(client, "/")

    def test_the_first_page_tells_whoever_is_to_place_it(
        self, browser: Client, worker: Account, screening_version: FormVersion
    ) -> None:
        received(worker, screening_version)
        assert "1 interview waits for you to say whose it is" in text_of(browser, "/")


class TestReading:
    def test_covered_it_shows_coded_answers_with_their_states(
        self, browser: Client, worker: Account, screening_version: FormVersion
    ) -> None:
        page = text_of(browser, f"/interviews/{received(worker, screening_version).opaque_id}/")
        assert "Are you a man or a woman, a boy or a girl?" in page
        assert "Female" in page
        assert "asked, preferred not to say" in page
        assert "Pages without an answer" in page
        assert STORY not in page
        assert NAME not in page
        assert acts()[-1] == "interview.read"

    def test_one_press_opens_one_part(
        self, browser: Client, worker: Account, screening_version: FormVersion
    ) -> None:
        address = f"/interviews/{received(worker, screening_version).opaque_id}/"
        page = text_of(browser, address, part="story")
        assert STORY in page
        assert NAME not in page
        opened = AuditEntry.objects.filter(act="identity.uncovered").get()
        assert json.loads(str(opened.details)) == {"fields": ["story"]}
        page = text_of(browser, address, part=["story", "identity"])
        assert STORY in page
        assert NAME in page

    def test_in_the_language_of_the_reader(
        self, browser: Client, worker: Account, screening_version: FormVersion
    ) -> None:
        number = received(worker, screening_version).opaque_id
        page = browser.get(f"/interviews/{number}/", headers={"accept-language": "ar"}).content.decode()
        form = form_of("screening")
        assert form.nodes[path_of(form, "sex")].labels["ar"] in page

    def test_remarks_are_told_of_what_is_open_only(
        self, browser: Client, worker: Account, screening_version: FormVersion
    ) -> None:
        form = form_of("screening")
        remarks = [
            {"path": path_of(form, "age"), "kind": "constraint", "message": "Between 0 and 120."},
            {"path": path_of(form, "birth_date"), "kind": "type", "message": ""},
        ]
        address = f"/interviews/{received(worker, screening_version, remarks=remarks).opaque_id}/"
        assert "Between 0 and 120." not in text_of(browser, address)
        page = text_of(browser, address, part="story")
        assert "Between 0 and 120." in page
        assert "1 more is about a part that is covered" in page

    def test_a_photograph(self, browser: Client, worker: Account, screening_version: FormVersion) -> None:
        interview = received(worker, screening_version, photo=PHOTO)
        file = Attachment.unscoped.get()
        address = f"/interviews/{interview.opaque_id}/"
        assert "face.jpg" not in text_of(browser, address)
        assert "face.jpg" in text_of(browser, address, part="identity")
        before = len(acts())
        answer = browser.post(f"{address}files/{file.opaque_id}/")
        assert (answer.content, answer["Content-Type"]) == (PHOTO, "image/jpeg")
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "face" not in answer["Content-Disposition"]
        assert "identity.uncovered" in acts()[before:]
        assert browser.get(f"{address}files/{file.opaque_id}/").status_code == 405

    def test_anything_but_a_picture_is_stored_and_never_run(
        self, browser: Client, worker: Account, screening_version: FormVersion
    ) -> None:
        interview = received(worker, screening_version, photo=PHOTO)
        row = Attachment.unscoped.get()
        with reworking(worker, key_of(interview), Part.STORY, "test"):
            row.about = {**(row.about or {}), "media_type": "text/html"}
            row.save()
        answer = browser.post(f"/interviews/{interview.opaque_id}/files/{row.opaque_id}/")
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")

    def test_an_answer_is_no_markup(
        self, browser: Client, worker: Account, screening_version: FormVersion
    ) -> None:
        told = TOLD | {"screening_narrative": "<script>alert(1)</script>"}
        number = received(worker, screening_version, told).opaque_id
        assert "<script>alert(1)" not in text_of(browser, f"/interviews/{number}/", part="story")


class TestPlacing:
    def test_look_choose_confirm(
        self, browser: Client, worker: Account, screening_version: FormVersion
    ) -> None:
        case = register(worker, draft("Олена Вигадана", phone="+380441234567"))
        address = f"/interviews/{received(worker, screening_version).opaque_id}/place/"
        assert NAME not in text_of(browser, address)
        looked = text_of(browser, address, look="1")
        assert NAME in looked
        assert f'value="{case.opaque_id}"' in looked
        assert {"identity.uncovered", "identity.searched"} <= set(acts())
        confirmed = text_of(browser, address, choose=case.opaque_id)
        assert "It cannot be taken back" in confirmed
        assert Interview.unscoped.get().case_id is None
        assert browser.post(address, {"place": case.opaque_id}).status_code == 302
        assert Interview.unscoped.get().gate_number == case.opaque_id

    def test_by_reference(self, browser: Client, worker: Account, screening_version: FormVersion) -> None:
        register(worker)
        reference = Case.unscoped.get().case_ref
        address = f"/interviews/{received(worker, screening_version).opaque_id}/place/"
        assert "Place it with this case?" in text_of(browser, address, named="1", case=reference.lower())
        answer = browser.post(address, {"named": "1", "case": "no such case"})
        assert answer.status_code == 422
        assert "no such case" in answer.content.decode()

    def test_a_colleagues_case_is_refused_as_one_that_does_not_exist(
        self, browser: Client, worker: Account, account_of: Accounts, screening_version: FormVersion
    ) -> None:
        theirs = register(account_of(Role.CASEWORKER, email="colleague@example.org"))
        address = f"/interviews/{received(worker, screening_version).opaque_id}/place/"
        assert browser.post(address, {"choose": theirs.opaque_id}).status_code == 422
        assert browser.post(address, {"place": theirs.opaque_id}).status_code == 404

    def test_a_new_case(self, browser: Client, worker: Account, screening_version: FormVersion) -> None:
        number = received(worker, screening_version).opaque_id
        answer = browser.post(f"/interviews/{number}/place/", {"open": "1"}, follow=True)
        assert answer.redirect_chain[-1][0] == f"/cases/{number}/"
        assert "The case is open" in answer.content.decode()
        assert browser.get(f"/interviews/{number}/place/").status_code == 302

    def test_somebody_was_quicker(
        self,
        browser: Client,
        worker: Account,
        screening_version: FormVersion,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        from palermo.interviews.placing_errors import PlacedAlready

        def taken(**_named: object) -> None:
            raise PlacedAlready(case="a" * 16)

        number = received(worker, screening_version).opaque_id
        monkeypatch.setattr("palermo.interviews.received.views.placing.open_case_from_interview", taken)
        answer = browser.post(f"/interviews/{number}/place/", {"open": "1"}, follow=True)
        assert "Somebody has placed this interview meanwhile" in answer.content.decode()


class TestDifferences:
    @pytest.fixture
    def placed(self, worker: Account, screening_version: FormVersion) -> CaseKey:
        case = register(worker, draft(), facts={"sex": "male", "nationality": ["MDA"]})
        interview = received(worker, screening_version)
        place_interview(actor=worker, interview=interview.opaque_id, case=case.opaque_id)
        return case

    def address(self) -> str:
        return f"/interviews/{Interview.unscoped.get().opaque_id}/differences/"

    def test_both_stand_side_by_side_when_pressed(self, browser: Client, placed: CaseKey) -> None:
        assert "Moldova" not in text_of(browser, self.address())
        page = text_of(browser, self.address(), show="1")
        for words in ("Male", "Female", "Moldova", "Ukraine", "Both are true"):
            assert words in page

    @pytest.mark.parametrize(
        ("choice", "expected"), [("kept", ["MDA"]), ("other", ["UKR"]), ("both", ["MDA", "UKR"])]
    )
    def test_deciding(
        self, browser: Client, worker: Account, placed: CaseKey, choice: str, expected: list[str]
    ) -> None:
        number = self.of(worker, placed, "nationality")
        answer = browser.post(self.address(), {"difference": number, "choice": choice})
        assert answer.status_code == 302
        case = Case.unscoped.get()
        assert (case.facts["nationality"], case.nationality) == (expected, expected[0])
        assert Difference.unscoped.get(opaque_id=number).decided_by == worker
        assert "difference.decided_with_case" in acts()
        again = browser.post(self.address(), {"difference": number, "choice": "kept"})
        assert again.status_code == 409

    def test_the_case_was_changed_meanwhile(self, browser: Client, worker: Account, placed: CaseKey) -> None:
        number = self.of(worker, placed, "sex")
        Case.unscoped.update(facts={"sex": "~unknown", "nationality": ["MDA"]})
        answer = browser.post(self.address(), {"difference": number, "choice": "other"})
        assert answer.status_code == 409
        assert Difference.unscoped.get(opaque_id=number).decided_at is None
        assert Case.unscoped.get().facts["sex"] == "~unknown"

    def test_of_another_interview_it_is_not_there(
        self, browser: Client, worker: Account, placed: CaseKey, screening_version: FormVersion
    ) -> None:
        number = self.of(worker, placed, "sex")
        other = received(worker, screening_version).opaque_id
        answer = browser.post(f"/interviews/{other}/differences/", {"difference": number, "choice": "other"})
        assert answer.status_code == 404

    def of(self, worker: Account, case: CaseKey, variable: str) -> str:
        """The number of the difference about a variable."""
        with reworking(worker, case, Part.FACTS, "test"):
            return next(
                row.opaque_id
                for row in Difference.unscoped.all()
                if (row.content or {})["variable"] == variable
            )


class TestThePanelOfACase:
    def test_for_who_has_the_case(
        self, browser: Client, worker: Account, screening_version: FormVersion
    ) -> None:
        case = register(worker)
        interview = received(worker, screening_version, case=case)
        page = text_of(browser, f"/cases/{case.opaque_id}/")
        assert f"/interviews/{interview.opaque_id}/" in page
        assert f"/fill/#/start?form=palermo_screening&amp;case={case.opaque_id}" in page

    def test_for_a_colleague_without_beginning_another(
        self, client: Client, worker: Account, account_of: Accounts, screening_version: FormVersion
    ) -> None:
        case = register(worker)
        interview = received(worker, screening_version, case=case)
        client.force_login(account_of(Role.CASEWORKER, email="colleague@example.org"))
        page = text_of(client, f"/cases/{case.opaque_id}/")
        assert f"/interviews/{interview.opaque_id}/" in page
        assert "/fill/#/start" not in page

    def test_headquarters_have_the_facts_of_the_case(
        self, client: Client, worker: Account, account_of: Accounts, screening_version: FormVersion
    ) -> None:
        case = register(worker)
        interview = received(worker, screening_version, case=case)
        client.force_login(account_of(Role.DATA_STEWARD))
        assert interview.opaque_id not in text_of(client, f"/cases/{case.opaque_id}/")

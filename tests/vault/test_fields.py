"""Fields that are stored encrypted, on both databases."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext, isolate_apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palermo.vault.clearance import Clearance, clearance
from palermo.vault.errors import CannotOpen, NoClearance, NoKey, SealedLookup
from palermo.vault.fields import EncryptedTextField
from palermo.vault.individual_keys import create_individual_keys
from palermo.vault.opened import Vault
from palermo.vault.sealed import Sealed
from tests.vault.sealed_models import Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed_tables")]
SECRET = "Оксана Шевченко Canary"


@pytest.fixture
def seen(vault: Vault) -> Iterator[Clearance]:
    """A clearance for anna and bela."""
    create_individual_keys(vault, ["anna", "bela"], mission="UKR")
    with clearance("test", individuals=["anna", "bela"], vault=vault) as opened:
        yield opened


@pytest.fixture
def story(seen: Clearance) -> Story:
    return Story.objects.create(
        individual="anna",
        text=SECRET,
        answers={"pregnancy": "yes", "tags": [1, None]},
        born=date(1990, 2, 28),
    )


def closed() -> Any:
    """A clearance for nobody hides the one of the fixture."""
    return clearance("test", individuals=[])


def stored(story: Story) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, answers, born FROM vault_tests_story WHERE id = %s", [story.pk])
        return [bytes(value) for value in cursor.fetchone()]


def test_what_is_saved_comes_back(story: Story) -> None:
    loaded = Story.objects.get(pk=story.pk)
    for each in (story, loaded):
        assert each.text == SECRET
        assert each.answers == {"pregnancy": "yes", "tags": [1, None]}
        assert each.born == date(1990, 2, 28)


def test_the_database_holds_ciphertext(story: Story) -> None:
    for value in stored(story):
        for form in (SECRET.encode(), SECRET.encode("utf-16-le"), b"pregnancy", b"1990"):
            assert form not in value
    assert len(stored(story)[0]) < 37 + 100


def test_outside_a_clearance_nothing_is_told_not_even_emptiness(story: Story, vault: Vault) -> None:
    empty = Story.objects.create(individual="anna", text="")
    loaded = Story.objects.get(pk=story.pk)
    with closed():
        for each in (story, loaded, empty):
            for name in ("text", "answers", "born"):
                with pytest.raises(NoClearance) as refused:
                    getattr(each, name)
                assert SECRET not in str(refused.value)


def test_only_its_own_individual_opens_it(story: Story, vault: Vault) -> None:
    with clearance("test", individuals=["bela"], vault=vault), pytest.raises(NoClearance):
        _ = story.text
    with clearance("test", individuals=["anna"], vault=vault) as seen:
        assert Story.objects.get(pk=story.pk).text == SECRET
        assert seen.opened == {"anna"}


def test_saving_needs_a_clearance_and_a_key(vault: Vault) -> None:
    with pytest.raises(NoClearance), transaction.atomic():
        Story.objects.create(individual="anna", text=SECRET)
    with (
        clearance("test", individuals=["nobody"], vault=vault),
        pytest.raises(NoKey),
        transaction.atomic(),
    ):
        Story.objects.create(individual="nobody", text=SECRET)
    assert not Story.objects.exists()


def test_unset_and_empty(seen: Clearance) -> None:
    story = Story.objects.create(individual="anna", text="")
    loaded = Story.objects.get(pk=story.pk)
    assert (loaded.text, loaded.answers, loaded.born) == ("", None, None)
    assert Story.objects.filter(answers__isnull=True, text__isnull=False).count() == 1
    loaded.text = None
    with pytest.raises(Exception, match=r"(?i)null"), transaction.atomic():
        loaded.save()


def test_changing_one_field(story: Story) -> None:
    before = stored(story)
    loaded = Story.objects.get(pk=story.pk)
    loaded.text = "another"
    loaded.save(update_fields=["text"])
    assert Story.objects.get(pk=story.pk).text == "another"
    after = stored(story)
    assert (before[0] != after[0], before[1:] == after[1:]) == (True, True)
    story.refresh_from_db()
    assert story.text == "another"
    with closed():  # saving what was not touched needs nothing
        loaded.position = 5
        loaded.save()


def test_deferred_columns_load_when_asked_for(story: Story) -> None:
    loaded = Story.objects.only("individual", "opaque_id").get(pk=story.pk)
    assert "text_sealed" not in loaded.__dict__
    assert loaded.text == SECRET
    assert Story.objects.defer("text").get(pk=story.pk).born == date(1990, 2, 28)


@pytest.mark.parametrize(
    "condition",
    [{"text": SECRET}, {"text__icontains": "a"}, {"text__in": ["a"]}, {"answers__pregnancy": "yes"},
     {"born__year": 1990}, {"born__gte": date(1990, 1, 1)}],
)  # fmt: skip
def test_look_ups_are_refused(story: Story, condition: dict[str, Any]) -> None:
    with pytest.raises(SealedLookup) as refused:
        Story.objects.filter(**condition)
    assert SECRET not in str(refused.value)


def test_values_are_ciphertext(story: Story) -> None:
    row = Story.objects.values("text", "answers").get()
    assert isinstance(row["text"], Sealed)
    assert bytes(row["text"]) == stored(story)[0]
    assert Story.objects.values_list("text", flat=True).get() == row["text"]
    assert SECRET not in repr(list(Story.objects.values()))


def test_bulk_work(seen: Clearance) -> None:
    made = Story.objects.bulk_create(
        [Story(individual=who, text=f"{SECRET} {number}", position=number)
         for number, who in enumerate(["anna", "bela"] * 5)]
    )  # fmt: skip
    rows = list(Story.objects.order_by("position"))
    assert [row.text for row in rows] == [f"{SECRET} {number}" for number in range(10)]
    for row in rows:
        row.text = f"changed {row.position}"
    assert Story.objects.bulk_update(rows, ["text"]) == 10
    assert [row.text for row in Story.objects.order_by("position")] == [f"changed {n}" for n in range(10)]
    made[0].text = None
    assert all(bytes(row.text_sealed) for row in rows)


def test_update_takes_no_plaintext(story: Story) -> None:
    with pytest.raises(SealedLookup), transaction.atomic():
        Story.objects.update(text=SECRET)
    assert Story.objects.update(answers=None) == 1
    assert Story.objects.get().answers is None


def test_create_or_update_by_name(seen: Clearance) -> None:
    made, _new = Story.objects.update_or_create(opaque_id="row", defaults={"individual": "anna", "text": "1"})
    Story.objects.update_or_create(opaque_id="row", defaults={"text": "2"})
    made.refresh_from_db()
    assert made.text == "2"


def test_a_value_moved_elsewhere_does_not_open(story: Story) -> None:
    other = Story.objects.create(individual="anna", text="x")
    stranger = Story.objects.create(individual="bela", text="x")
    for target in (other, stranger):
        Story.objects.filter(pk=target.pk).update(text=story.text_sealed)
    Story.objects.filter(pk=story.pk).update(answers=story.text_sealed)
    with pytest.raises(CannotOpen):
        _ = Story.objects.get(pk=other.pk).text
    with pytest.raises(NoKey):
        _ = Story.objects.get(pk=stranger.pk).text
    with pytest.raises(CannotOpen):
        _ = Story.objects.get(pk=story.pk).answers
    Story.objects.filter(pk=other.pk).update(individual="bela")
    with pytest.raises(NoKey):
        _ = Story.objects.get(pk=other.pk).text


def test_nothing_shows_it(story: Story) -> None:
    fresh = Story(individual="anna", text=SECRET)
    loaded = Story.objects.get(pk=story.pk)
    assert loaded.text == SECRET
    for each in (fresh, story, loaded):
        assert SECRET not in f"{each!r} {each} {vars(each)}"
    assert SECRET not in repr(copy.deepcopy(fresh.__dict__))
    for each in (story, loaded):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            kept = pickle.dumps(each.__getstate__(), protocol)
            assert SECRET.encode() not in kept
            assert pickle.loads(kept)["text_sealed"] == each.text_sealed  # noqa: S301
    with pytest.raises(TypeError, match="not yet sealed"):
        pickle.dumps(fresh.__getstate__())
    with closed(), pytest.raises(NoClearance):
        serializers.serialize("json", [loaded])


def test_logs_of_queries_hold_ciphertext(seen: Clearance, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as queries:
        story = Story.objects.create(individual="anna", text=SECRET, answers={"note": SECRET})
        story.text = SECRET * 2
        story.save()
        Story.objects.bulk_create([Story(individual="anna", text=SECRET)])
    said = caplog.text + json.dumps([query["sql"] for query in queries])
    assert len(queries) >= 3
    assert "Canary" not in said


def test_wrong_types_are_refused_without_repeating_the_value(seen: Clearance) -> None:
    for name, value in (
        ("text", 1234567),
        ("answers", {SECRET}),
        ("born", "1990-02-28"),
        ("answers", float("nan")),
    ):
        with pytest.raises(TypeError) as refused, transaction.atomic():
            Story.objects.create(individual="anna", **{"text": "", name: value})
        assert name in str(refused.value)
        assert str(value) not in str(refused.value)
        assert SECRET not in str(refused.value)


def test_a_row_without_individual_or_name_is_a_mistake(seen: Clearance) -> None:
    with pytest.raises(ValueError, match="sealed_for"), transaction.atomic():
        Story.objects.create(individual="", text="x")
    with pytest.raises(ValueError, match="needs a table"), transaction.atomic():
        Story.objects.create(individual="anna", opaque_id="", text="x")


def test_validation_names_the_rule_and_not_the_value(seen: Clearance) -> None:
    story = Story(individual="anna", text=SECRET * 20)
    with pytest.raises(ValidationError) as refused:
        story.full_clean()
    assert refused.value.message_dict == {"text": ["At most 200 characters."]}
    assert SECRET not in repr(refused.value.error_dict)
    story.text = SECRET
    story.full_clean()
    story.save()
    assert story.text == SECRET


class StoryForm(forms.ModelForm):
    class Meta:
        model = Story
        fields = ("text", "answers", "born")


def test_a_model_form_reads_writes_and_keeps_silent(story: Story) -> None:
    form = StoryForm(instance=Story.objects.get(pk=story.pk))
    assert form.initial["text"] == SECRET
    form = StoryForm({"text": "new", "answers": '{"a": 1}', "born": "1991-01-01"}, instance=story)
    form.save()
    assert Story.objects.get(pk=story.pk).answers == {"a": 1}
    bad = StoryForm({"text": SECRET * 20, "answers": f"{{{SECRET}", "born": SECRET}, instance=story)
    assert set(bad.errors) == {"text", "answers", "born"}
    said = f"{bad.errors!r} {bad.errors.as_json()} {bad.errors.as_data()}"
    said += repr([vars(one) for errors in bad.errors.as_data().values() for one in errors])
    assert "Canary" not in said
    with closed(), pytest.raises(NoClearance):
        StoryForm(instance=story)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=400),
    answers=st.recursive(
        st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    ),
    born=st.dates(),
)
def test_any_value_comes_back(seen: Clearance, text: str, answers: Any, born: date) -> None:
    made = Story.objects.create(individual="anna", text=text, answers=answers, born=born)
    loaded = Story.objects.get(pk=made.pk)
    assert (loaded.text, loaded.answers, loaded.born) == (text, answers, born)


@isolate_apps("tests.vault")
def test_fields_that_cannot_work_are_found_by_the_system_checks() -> None:
    class Undeclared(models.Model):
        text = EncryptedTextField(unique=True)

        class Meta:
            app_label = "vault_tests"

    found = [problem.id for problem in Undeclared._meta.get_field("text").check()]
    assert found == ["vault.E001", "vault.E002", "vault.E002"]
    assert Story._meta.get_field("text").check() == []
    with pytest.raises(TypeError, match="historical"):
        _ = Undeclared(text="x").text_sealed


def test_migrations_keep_what_the_field_needs() -> None:
    field = EncryptedTextField(place="old_table.old_column", pad_to=64)
    field.set_attributes_from_name("text")
    _name, path, _args, kwargs = field.deconstruct()
    assert path == "palermo.vault.fields.EncryptedTextField"
    assert kwargs == {"place": "old_table.old_column", "pad_to": 64}
    assert field.place_names() == ("old_table", "old_column")

"""A desk's rulebook: who may keep it, what is refused, what the engine reads by, and the page on which to try it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factcheck.engine.rulebooks import Rulebook as EngineRulebook
from factcheck.record.models import Entry
from factcheck.workbench import comparison, extraction, ingest, narration, rulebook_trial, runs
from factcheck.workbench.errors import BadInput, NotPermitted
from factcheck.workbench.models import Rulebook, Run, Story
from factcheck.workbench.rulebooks import rulebook_for, save
from tests.cast import Cast

SignIn = Callable[[str], Client]
FIRST = "The police said more than 100 people were injured on Monday in Sorrel."
SECOND = "The hospital said dozens of people were injured on Monday in Sorrel."


def two(low: str, high: str) -> list[str]:
    return [low, high]


# What the engine gets


def test_a_desk_without_one_keeps_to_the_usual_reading(cast: Cast) -> None:
    assert rulebook_for(cast.desk) is None


GIVES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the method": ({"method": "range a group"}, {"method": "range a group"}),
    "factors": ({"stretch": Decimal("1.5"), "reach": Decimal(3)}, {"stretch": "1.50", "reach": "3.00"}),
    "soft words": (
        {"soft_words": {" Several  Dozen": two("36", "60"), "dozens": two("12", "1e2")}},
        {"soft_words": {"several dozen": ["36", "60"], "dozens": ["12", "100"]}},
    ),
    "weights": ({"gravity": {"Votes": "0.90"}}, {"gravity": {"votes": 0.9}}),
}


@pytest.mark.parametrize("name", GIVES)
def test_the_engine_gets_it_in_its_own_shape_and_reads_by_it(cast: Cast, name: str) -> None:
    changes, expected = GIVES[name]
    save(cast.desk, cast.administrator, changes)
    shape = rulebook_for(cast.desk)
    assert shape is not None
    assert {key: shape[key] for key in expected} == expected
    assert EngineRulebook.from_json(shape).version == "1"
    assert rulebook_for(cast.elsewhere) is None


def test_a_change_counts_up_and_leaves_the_rest(cast: Cast) -> None:
    save(cast.desk, cast.administrator, {"stretch": Decimal(3)})
    save(cast.desk, cast.administrator, {"reach": Decimal(4)})
    same = save(cast.desk, cast.administrator, {"reach": Decimal("4.00")})
    assert (same.version, same.stretch, same.reach) == (2, 3, 4)


def test_the_comparison_reads_by_it_and_open_stories_are_compared_again(cast: Cast) -> None:
    story = ingest.add_story(cast.desk, "Sorrel", cast.reporter)
    for number, text in enumerate((FIRST, SECOND)):
        ingest.add_document(story, ingest.pasted(text), cast.reporter, publisher=f"Outlet {number}")
    for run in Run.objects.filter(kind=Run.Kind.EXTRACTION):
        taken = runs.take(run.pk)
        assert taken is not None
        extraction.perform(taken)
    assert kinds_of(compared(story)) == {"soft-conflict"}
    save(cast.desk, cast.administrator, {"soft_words": {"dozens": two("24", "150")}})
    assert Run.objects.filter(story=story, kind=Run.Kind.COMPARISON, state=Run.State.QUEUED).count() == 1
    assert kinds_of(compared(story)) == set()


def compared(story: Story) -> Story:
    run = runs.take(runs.request_comparison(story).pk)
    assert run is not None
    comparison.perform(run)
    return story


def kinds_of(story: Story) -> set[str]:
    return set(story.discrepancies.filter(gone_at=None).values_list("kind", flat=True))


# What is refused

REFUSED: dict[str, dict[str, Any]] = {
    "no such method": {"method": "a guess"},
    "a factor below one": {"stretch": Decimal("0.5")},
    "a factor too far": {"reach": Decimal(11)},
    "no number": {"stretch": Decimal("NaN")},
    "words for a number": {"reach": "two"},
    "a word that is not vague": {"soft_words": {"seven": two("6", "8")}},
    "a word that is no number": {"soft_words": {"crowd": two("6", "8")}},
    "ends turned round": {"soft_words": {"dozens": two("99", "12")}},
    "an end below zero": {"soft_words": {"dozens": two("-1", "12")}},
    "an end that is no number": {"soft_words": {"dozens": two("some", "12")}},
    "an endless end": {"soft_words": {"dozens": two("1", "Infinity")}},
    "the same word twice": {"soft_words": {"dozens": two("1", "2"), "Dozens": two("1", "2")}},
    "a weight above one": {"gravity": {"killed": "1.1"}},
    "a weight below nought": {"gravity": {"killed": "-0.1"}},
    "a measure without a name": {"gravity": {" ": "1"}},
    "a measure with a hidden sign": {"gravity": {"kil\u202eled": "1"}},
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_changes_nothing(cast: Cast, case: str) -> None:
    save(cast.desk, cast.administrator, {"stretch": Decimal(3)})
    entries = Entry.objects.count()
    with pytest.raises(BadInput) as refusal:
        save(cast.desk, cast.administrator, {"method": "range a group"} | REFUSED[case])
    assert refusal.value.field == next(iter(REFUSED[case].keys()))
    assert Rulebook.objects.get().method == Rulebook.Method.ATTRIBUTED_RANGE
    assert Entry.objects.count() == entries


def test_only_what_it_has_can_be_changed(cast: Cast) -> None:
    with pytest.raises(BadInput):
        save(cast.desk, cast.administrator, {"version": 9})


# Who may

MAY = {"administrator", "superuser"}


@pytest.mark.parametrize("person", ["viewer", "reporter", "checker", "editor", "outsider", "deactivated", *sorted(MAY)])
def test_who_keeps_the_rulebook(cast: Cast, person: str) -> None:
    by = cast.fresh(person)
    acts: list[Callable[[], Any]] = [
        lambda: save(cast.desk, by, {"stretch": Decimal(3)}),
        lambda: rulebook_trial.try_out(cast.desk, by, FIRST, SECOND),
    ]
    for act in acts:
        if person in MAY:
            act()
        else:
            with pytest.raises(NotPermitted):
                act()
    assert Rulebook.objects.visible_to(by).exists() == (person in MAY)


def test_the_history_tells_what_it_said_before(cast: Cast) -> None:
    save(cast.desk, cast.administrator, {"soft_words": {"dozens": two("12", "99")}})
    save(cast.desk, cast.administrator, {"soft_words": {"dozens": two("24", "60")}, "stretch": Decimal("1.5")})
    entries = list(Entry.objects.for_chain("desk", cast.desk.pk))[:2]
    changed, added = narration.tell(entries, cast.administrator)
    assert (added.what, changed.what) == (
        "set down the desk's rulebook (version 1).",
        "changed the desk's rulebook (version 2).",
    )
    assert [(each.what, each.before, each.after) for each in changed.changes] == [
        ("soft words", "dozens: 12 to 99", "dozens: 24 to 60"),
        ("stretch of soft ends", "2", "1.5"),
    ]


# In the admin panel


def typed(cast: Cast, **said: str) -> dict[str, str]:
    usual = {"method": "attributed range", "stretch": "2", "reach": "2", "soft_words": "", "gravity": ""}
    return {"desk": str(cast.desk.pk)} | usual | said


def test_it_is_set_down_and_changed_in_the_panel(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    add = reverse("admin:workbench_rulebook_add")
    said = typed(cast, soft_words="dozens: 12 to 99\n\nscores: 40–120", gravity="killed: 1\nvotes: 0.4")
    assert client.post(add, said).status_code == 302
    rulebook = Rulebook.objects.get(desk=cast.desk)
    assert rulebook.soft_words == {"dozens": ["12", "99"], "scores": ["40", "120"]}
    assert rulebook.gravity == {"killed": "1", "votes": "0.4"}
    change = reverse("admin:workbench_rulebook_change", args=[rulebook.pk])
    page = client.get(change).content.decode()
    assert "dozens: 12 to 99\nscores: 40 to 120" in page
    assert client.post(change, typed(cast, stretch="1.5", gravity="killed: 1")).status_code == 302
    rulebook.refresh_from_db()
    assert (rulebook.version, rulebook.stretch, rulebook.soft_words) == (2, Decimal("1.50"), {})
    # One a desk.
    assert client.get(add).status_code == 403


NOT_UNDERSTOOD = {
    "no colon": ({"soft_words": "dozens 12 to 99"}, "Line 1, “dozens 12 to 99”, is not understood."),
    "one end": ({"soft_words": "\ndozens: 12"}, "Line 2, “dozens: 12”, is not understood."),
    "no number": ({"gravity": "killed: much"}, "“killed”: a weight is a number from 0 to 1."),
    "twice": ({"gravity": "killed: 1\nkilled: 0"}, "Line 2, “killed: 0”, is not understood."),
    "the stage's refusal": ({"gravity": "killed: 7"}, "“killed”: a weight is a number from 0 to 1."),
    "a wrong factor": ({"stretch": "0.5"}, "Ensure this value is greater than or equal to 1."),
}


@pytest.mark.parametrize("case", NOT_UNDERSTOOD)
def test_what_is_not_understood_is_said_at_its_field(cast: Cast, signed_in: SignIn, case: str) -> None:
    said, sentence = NOT_UNDERSTOOD[case]
    response = signed_in("administrator").post(reverse("admin:workbench_rulebook_add"), typed(cast, **said))
    assert response.status_code in {200, 422}
    assert sentence in response.content.decode()
    assert not Rulebook.objects.exists()


def test_two_passages_are_compared_both_ways_and_nothing_is_kept(cast: Cast, signed_in: SignIn) -> None:
    save(cast.desk, cast.administrator, {"soft_words": {"dozens": two("24", "150")}})
    counts = Entry.objects.count(), Run.objects.count()
    client = signed_in("administrator")
    said = {"desk": cast.desk.pk, "first": FIRST, "second": SECOND}
    page = client.post(reverse("admin:workbench_rulebook_try"), said).content.decode()
    usual, own = page.split("By the desk’s rulebook")
    assert "soft conflict" in usual
    assert "soft conflict" not in own
    assert "compatible" in own
    assert (Entry.objects.count(), Run.objects.count()) == counts


def test_two_numbers_in_words_are_read_both_ways(cast: Cast) -> None:
    save(cast.desk, cast.administrator, {"soft_words": {"dozens": two("24", "150")}, "reach": Decimal(3)})
    usual, own = rulebook_trial.try_out(cast.desk, cast.administrator, "more than 100", "dozens")
    assert [phrase.usual for phrase in usual.phrases] == ["100 to 200", "24 to 99"]
    assert [phrase.usual for phrase in own.phrases] == ["100 to 300", "24 to 150"]
    assert [line.kind for line in usual.relations] == ["soft conflict"]
    assert [line.kind for line in own.relations] == ["compatible"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"first": "", "second": SECOND}, "Paste a passage with a number in it."),
        ({"first": FIRST, "second": "x" * 10_001}, "at most 10,000 can be tried"),
        ({"first": "Nobody spoke.", "second": "Nor here."}, "There is no numeric claim in these passages."),
    ],
    ids=["nothing", "too long", "no number"],
)
def test_what_the_trial_says_of_other_passages(cast: Cast, signed_in: SignIn, said: dict, sentence: str) -> None:
    page = signed_in("administrator").post(reverse("admin:workbench_rulebook_try"), {"desk": cast.desk.pk} | said)
    assert sentence in page.content.decode()

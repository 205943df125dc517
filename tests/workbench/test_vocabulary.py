"""A desk's own words: who may keep them, what is refused, what the engine gets, and the page on which to try them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from factcheck.engine import extract_json
from factcheck.record.models import Entry
from factcheck.workbench import comparison, ingest, narration, tasks, trial, vocabulary
from factcheck.workbench.errors import BadInput, IllegalMove, NotPermitted
from factcheck.workbench.models import Run, Story, Vocabulary
from factcheck.workbench.vocabulary import add, change, fingerprint, lexicon_for, retire
from tests.cast import Cast

SignIn = Callable[[str], Client]
PASSAGE = "The NRC said at least 40 red shirts were killed on Monday. They walked 30 klicks."
NAME = "Northern Rescue Corps"


@pytest.fixture
def words(cast: Cast) -> dict[str, Vocabulary]:
    """One word of each kind at the desk."""
    by = cast.administrator
    return {
        "alias": add(cast.desk, by, "alias", "NRC", NAME),
        "unit": add(cast.desk, by, "unit", "klicks", "km"),
        "title": add(cast.desk, by, "title", "jirgadar"),
    }


# What the engine gets

LEXICONS = {
    "nothing": ([], {"aliases": {}, "units": {}, "titles": []}),
    "one of each": (
        [("alias", "NRC", NAME), ("unit", "klicks", "km"), ("title", "Jirgadar", "")],
        {"aliases": {"NRC": NAME}, "units": {"km": ["klicks"]}, "titles": ["Jirgadar"]},
    ),
    "two words for a unit": ([("unit", "long klicks", "km"), ("unit", "klicks", "km")], {
        "aliases": {}, "units": {"km": ["klicks", "long klicks"]}, "titles": [],
    }),
    "spaces in order": ([("alias", "  red \n shirts ", " the  militia ")], {
        "aliases": {"red shirts": "the militia"}, "units": {}, "titles": [],
    }),
    "a side": ([("side", "junta", "government"), ("side", "Caracas", "government")], {
        "aliases": {}, "units": {}, "titles": [], "sides": {"government": ["Caracas", "junta"]},
    }),
    "people": ([("same", "red shirts", "rebels"), ("part", "medics", "staff"), ("others", "militias", "the army")], {
        "aliases": {}, "units": {}, "titles": [],
        "populations": [["militias", "different", "the army"], ["medics", "narrower", "staff"],
                        ["red shirts", "same", "rebels"]],
    }),
    "a currency": ([("unit", "dirhams", "AED")], {"aliases": {}, "units": {"AED": ["dirhams"]}, "titles": []}),
}  # fmt: skip


@pytest.mark.parametrize("name", LEXICONS)
def test_the_engine_gets_the_words_in_its_own_shape(cast: Cast, name: str) -> None:
    said, expected = LEXICONS[name]
    for kind, word, meaning in said:
        add(cast.desk, cast.administrator, kind, word, meaning)
    assert lexicon_for(cast.desk) == expected
    assert lexicon_for(cast.elsewhere) == LEXICONS["nothing"][1]
    # The engine takes it.
    assert extract_json({"id": "d", "text": PASSAGE}, lexicon=lexicon_for(cast.desk))["claims"]


def test_a_retired_word_is_out_and_comes_back_when_it_is_added_again(cast: Cast, words: dict) -> None:
    first = fingerprint(lexicon_for(cast.desk))
    retire(words["alias"], cast.administrator)
    assert lexicon_for(cast.desk)["aliases"] == {}
    assert fingerprint(lexicon_for(cast.desk)) != first
    back = add(cast.desk, cast.administrator, "alias", "nrc", "Norland Rescue Corps")
    assert back.pk == words["alias"].pk
    assert lexicon_for(cast.desk)["aliases"] == {"nrc": "Norland Rescue Corps"}
    change(back, cast.administrator, {"word": "NRC", "meaning": NAME})
    assert fingerprint(lexicon_for(cast.desk)) == first


def test_the_order_of_adding_makes_no_difference(cast: Cast) -> None:
    for desk, order in ((cast.desk, "abc"), (cast.elsewhere, "cab")):
        for letter in order:
            Vocabulary.objects.create(desk=desk, kind="unit", word=f"{letter}unit", meaning="km")
    assert fingerprint(lexicon_for(cast.desk)) == fingerprint(lexicon_for(cast.elsewhere))


# What is refused

REFUSED = {
    "no word": (("unit", " ", "km"), "word"),
    "signs only": (("alias", "!!!", "x"), "word"),
    "no standard name": (("alias", "NRC2", " "), "meaning"),
    "itself": (("alias", "Corps", "corps"), "meaning"),
    "no unit": (("unit", "leagues", ""), "meaning"),
    "a unit that nobody knows": (("unit", "leagues", "league"), "meaning"),
    "an expression for a unit": (("unit", "k.*s", "km"), "word"),
    "an expression for a title": (("title", "(?:a|b)+", ""), "word"),
    "a title of two words": (("title", "harbour master", ""), "word"),
    "a title that means something": (("title", "harbourmaster", "officer"), "meaning"),
    "too long a word": (("alias", "a" * 101, "x"), "word"),
    "too long a meaning": (("alias", "a", "x" * 101), "meaning"),
    "NUL": (("alias", "a\0b", "x"), "word"),
    "half a character": (("alias", "a\ud800b", "x"), "word"),
    "turned text": (("alias", "a\u202eb", "x"), "word"),
    "a side without a name": (("side", "junta", ""), "meaning"),
    "people without others": (("same", "red shirts", " "), "meaning"),
    "people and themselves": (("others", "Rebels", "rebels"), "meaning"),
    "no such kind": (("rule", "a", "x"), "kind"),
    "twice": (("alias", "nrc", "x"), "word"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(cast: Cast, words: dict, case: str) -> None:
    said, field = REFUSED[case]
    before, entries = Vocabulary.objects.count(), Entry.objects.count()
    with pytest.raises(BadInput) as refusal:
        add(cast.desk, cast.administrator, *said)
    assert refusal.value.field == field
    assert (Vocabulary.objects.count(), Entry.objects.count()) == (before, entries)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"word": ""}, BadInput),
        ({"meaning": "league"}, BadInput),
        ({"state": "retired"}, BadInput),
        ({"word": "furlongs"}, BadInput),
    ],
    ids=["no word", "no such unit", "not a detail of it", "a word that is taken"],
)
def test_what_no_change_may_do(cast: Cast, words: dict, changes: dict, error: type[Exception]) -> None:
    add(cast.desk, cast.administrator, "unit", "Furlongs", "m")
    with pytest.raises(error):
        change(words["unit"], cast.administrator, changes)
    words["unit"].refresh_from_db()
    assert (words["unit"].word, words["unit"].meaning, words["unit"].state) == ("klicks", "km", "active")


def test_what_is_retired_is_neither_changed_nor_retired_again(cast: Cast, words: dict) -> None:
    retire(words["unit"], cast.administrator)
    with pytest.raises(IllegalMove):
        retire(words["unit"], cast.administrator)
    with pytest.raises(IllegalMove):
        change(words["unit"], cast.administrator, {"meaning": "m"})


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "unit", "word": "KLICKS", "meaning": "m"},
        {"kind": "unit", "word": "mora", "meaning": ""},
        {"kind": "title", "word": "mora", "meaning": "officer"},
        {"kind": "alias", "word": "", "meaning": "x"},
        {"kind": "rule", "word": "a", "meaning": "x"},
        {"kind": "title", "word": "a", "state": "gone"},
    ],
)
def test_the_database_refuses_it_too(cast: Cast, words: dict, columns: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Vocabulary.objects.create(desk=cast.desk, **columns)


# Who may

MAY = {"administrator", "superuser"}


@pytest.mark.parametrize("person", ["viewer", "reporter", "checker", "editor", "outsider", "deactivated", *sorted(MAY)])
def test_who_keeps_the_words(cast: Cast, words: dict, person: str) -> None:
    by = cast.fresh(person)
    acts: list[Callable[[], Any]] = [
        lambda: add(cast.desk, by, "title", "harbourmaster"),
        lambda: change(words["unit"], by, {"meaning": "m"}),
        lambda: retire(words["alias"], by),
        lambda: trial.try_out(cast.desk, by, PASSAGE),
    ]
    for act in acts:
        if person in MAY:
            act()
        else:
            with pytest.raises(NotPermitted):
                act()
    assert Vocabulary.objects.visible_to(by).exists() == (person in MAY)


# The history


def test_the_history_tells_units_and_titles_but_no_other_names(cast: Cast, words: dict) -> None:
    by = cast.administrator
    change(words["unit"], by, {"meaning": "m"})
    change(words["alias"], by, {"meaning": "Somebody Else"})
    retire(words["title"], by)
    entries = list(Entry.objects.for_chain("desk", cast.desk.pk))
    acts = [entry.act.removeprefix("vocabulary.") for entry in entries if entry.act.startswith("vocabulary.")]
    assert acts == ["retired", "changed", "changed", "added", "added", "added"]
    told = [f"{each.what} {each.link}".strip() for each in narration.tell(entries, by)][:6]
    assert told[0] == "retired the title “jirgadar” of the desk's own words."
    assert told[2] == "changed the word for a unit “klicks” of the desk's own words."
    assert told[4] == "added the word for a unit “klicks”, meaning “km”, of the desk's own words."
    changes = narration.tell(entries, by)[2].changes
    assert [(each.what, each.before, each.after) for each in changes] == [("meaning", "km", "m")]
    # Who may not see the row reads no other name out of the past either.
    assert "NRC" not in " ".join(each.what for each in narration.tell(entries, cast.viewer))
    assert "NRC" not in " ".join(str(entry.payload.content) for entry in Entry.objects.select_related("payload"))


# From the word to the claim


def read_report(cast: Cast, story: Story, text: str) -> dict[str, Any]:
    """The claims of a report after its task was done, by their words."""
    document = ingest.add_document(story, ingest.pasted(text), cast.reporter)
    tasks.extract(document.runs.get().pk)
    return {claim.quote: claim.content for claim in document.claims.all()}


def test_a_desks_words_are_read_by_the_task_and_noted_with_its_run(cast: Cast, story: Story, words: dict) -> None:
    found = read_report(cast, story, PASSAGE)
    assert found["at least 40"]["claimant"]["name"] == NAME
    assert found["at least 40"]["claimant"]["text"] == "The NRC"
    assert found["30"]["unit"] == "km"
    run = Run.objects.get(kind="extraction")
    assert (run.state, run.engine) == ("done", extract_json({"id": "d", "text": "7 died."})["engine"])
    assert run.vocabulary == fingerprint(lexicon_for(cast.desk))


def test_another_desks_words_are_not(cast: Cast, story: Story) -> None:
    add(cast.elsewhere, cast.superuser, "alias", "NRC", NAME)
    assert read_report(cast, story, PASSAGE)["at least 40"]["claimant"]["name"] == "The NRC"


def test_the_comparison_gets_them_too(cast: Cast, story: Story, words: dict) -> None:
    assert comparison.as_engine_story(story)["lexicon"] == lexicon_for(cast.desk)


# The page on which to try them


def try_page(client: Client, cast: Cast, passage: str = PASSAGE, **more: Any) -> Any:
    return client.post(reverse("admin:workbench_vocabulary_try"), {"desk": cast.desk.pk, "passage": passage, **more})


@pytest.mark.parametrize("person", sorted(MAY))
def test_a_passage_is_read_with_and_without_the_words(cast: Cast, words: dict, signed_in: SignIn, person: str) -> None:
    entries, runs = Entry.objects.count(), Run.objects.count()
    client = signed_in(person)
    assert client.get(reverse("admin:workbench_vocabulary_try")).status_code == 200
    page = try_page(client, cast)
    assert page.status_code == 200
    killed, walked = page.context["pairs"]
    assert (killed.having.speaker, killed.without.speaker) == (NAME, "The NRC")
    assert (killed.having.number, killed.having.measure, killed.having.population) == (
        "40 or more",
        "killed",
        "red shirts",
    )
    assert (walked.having.number, walked.without.number) == ("30\N{NO-BREAK SPACE}km", "30")
    body = page.content.decode()
    assert f"<mark>{NAME}</mark>" in body and "<mark>The NRC</mark>" in body
    assert "without them" in body and ">sure<" in body
    assert (Entry.objects.count(), Run.objects.count()) == (entries, runs)


def test_a_place_where_only_one_way_finds_a_claim(cast: Cast, words: dict) -> None:
    (pair,) = trial.try_out(cast.desk, cast.administrator, "They drove 7 klicks.")
    assert pair.having is not None and not pair.same


TRIALS = {
    "nothing": ("", 422, "Paste a passage"),
    "white space": (" \n ", 422, "There is no text in it"),
    "no number": ("Nobody said anything.", 200, "no numeric claim in this passage"),
    "NUL": ("7 died\0.", 422, "NUL character"),
    "too long": ("7 died. " * 7000, 422, "at most 50,000 can be tried"),
    "markup": ("<script>alert(1)</script> killed 7 people.", 200, "&lt;script&gt;"),
}


@pytest.mark.parametrize("case", TRIALS)
def test_what_the_page_says_to_a_passage(cast: Cast, signed_in: SignIn, case: str) -> None:
    passage, status, says = TRIALS[case]
    page = try_page(signed_in("administrator"), cast, passage)
    assert (page.status_code, says in page.content.decode()) == (status, True)
    assert "<script>alert" not in page.content.decode()


def test_ten_megabytes_are_refused_before_they_are_read(cast: Cast, signed_in: SignIn) -> None:
    page = try_page(signed_in("administrator"), cast, "7 people died. " * 700_000)
    assert page.status_code in {400, 413}
    assert "MB" in page.content.decode()


@pytest.mark.parametrize(
    ("person", "status"), [("viewer", 302), ("editor", 302), ("outsider", 302), ("deactivated", 302)]
)
def test_nobody_else_finds_the_page(cast: Cast, words: dict, signed_in: SignIn, person: str, status: int) -> None:
    assert signed_in(person).get(reverse("admin:workbench_vocabulary_try")).status_code == status
    assert NAME not in try_page(signed_in(person), cast).content.decode()
    assert Client().get(reverse("admin:workbench_vocabulary_try")).status_code == 302


def test_another_desks_administrator_tries_and_sees_only_their_own(cast: Cast, words: dict, signed_in: SignIn) -> None:
    cast.outsider.memberships.update(role="administrator")
    client = signed_in("outsider")
    page = try_page(client, cast)
    assert page.status_code == 422 and "Select a valid choice" in page.content.decode()
    assert NAME not in page.content.decode()
    assert try_page(client, cast, desk=cast.elsewhere.pk).context["pairs"][0].same
    listed = client.get(reverse("admin:workbench_vocabulary_changelist")).content.decode()
    assert "NRC" not in listed
    one = reverse("admin:workbench_vocabulary_change", args=[words["alias"].pk])
    assert client.get(one).status_code == client.post(one, {"word": "X", "meaning": "Y"}).status_code == 404


def test_no_other_method(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in("administrator").put(reverse("admin:workbench_vocabulary_try")).status_code == 405


# The list and the forms


def test_words_are_added_changed_and_retired_in_the_panel(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    new = {"desk": cast.desk.pk, "kind": "unit", "word": "klicks", "meaning": "league"}
    refused = client.post(reverse("admin:workbench_vocabulary_add"), new)
    assert refused.status_code == 422 and "code of a unit" in refused.content.decode()
    assert "klicks" in refused.content.decode() and not Vocabulary.objects.exists()
    assert client.post(reverse("admin:workbench_vocabulary_add"), new | {"meaning": "km"}).status_code == 302
    word = Vocabulary.objects.get()
    page = reverse("admin:workbench_vocabulary_change", args=[word.pk])
    assert client.post(page, {"word": "klick", "meaning": "km"}).status_code == 302
    word.refresh_from_db()
    assert (word.word, word.meaning) == ("klick", "km")
    listed = client.get(reverse("admin:workbench_vocabulary_changelist")).content.decode()
    assert reverse("admin:workbench_vocabulary_try") in listed
    client.post(
        reverse("admin:workbench_vocabulary_changelist"),
        {"action": "retire", "index": 0, "_selected_action": [word.pk]},
    )
    word.refresh_from_db()
    assert word.state == "retired"
    assert client.post(page, {"word": "klicks", "meaning": "km"}).status_code == 403
    acts = list(Entry.objects.for_chain("desk", cast.desk.pk).values_list("act", "actor"))
    assert acts[:3] == [(f"vocabulary.{act}", cast.administrator.pk) for act in ("retired", "changed", "added")]


def test_a_word_for_another_desk_is_refused(cast: Cast, signed_in: SignIn) -> None:
    new = {"desk": cast.elsewhere.pk, "kind": "title", "word": "umpire", "meaning": ""}
    signed_in("administrator").post(reverse("admin:workbench_vocabulary_add"), new)
    assert not Vocabulary.objects.exists()
    with pytest.raises(NotPermitted):
        vocabulary.add(cast.elsewhere, cast.administrator, "title", "umpire")


# Sides and people, for the desk or for one story

ARMY = "The ministry said 12 soldiers of the army were killed at Noor on Monday."
MILITIA = "A spokesman said 40 militiamen were killed at Noor on Monday."


@pytest.fixture
def two_stories(cast: Cast) -> list[Story]:
    return [ingest.add_story(cast.desk, title, cast.reporter) for title in ("Noor", "Sorrel")]


def test_a_story_has_its_own_people_beside_the_desks(cast: Cast, two_stories: list[Story]) -> None:
    here, there = two_stories
    add(cast.desk, cast.administrator, "same", "red shirts", "rebels", here)
    add(cast.desk, cast.administrator, "others", "red shirts", "rebels", there)
    add(cast.desk, cast.administrator, "part", "medics", "staff")
    assert lexicon_for(cast.desk, here)["populations"] == [
        ["medics", "narrower", "staff"], ["red shirts", "same", "rebels"],
    ]  # fmt: skip
    assert lexicon_for(cast.desk, there)["populations"] == [
        ["red shirts", "different", "rebels"], ["medics", "narrower", "staff"],
    ]  # fmt: skip
    assert lexicon_for(cast.desk)["populations"] == [["medics", "narrower", "staff"]]


def test_two_people_are_linked_in_one_way_only(cast: Cast, two_stories: list[Story]) -> None:
    entry = add(cast.desk, cast.administrator, "same", "red shirts", "rebels", two_stories[0])
    with pytest.raises(BadInput):
        add(cast.desk, cast.administrator, "others", "Red Shirts", "Rebels", two_stories[0])
    retire(entry, cast.administrator)
    back = add(cast.desk, cast.administrator, "others", "red shirts", "rebels", two_stories[0])
    assert (back.pk, back.kind, back.state) == (entry.pk, "others", "active")


@pytest.mark.parametrize("kind", ["alias", "unit", "title"])
def test_what_the_machine_reads_by_is_kept_for_all_stories(cast: Cast, two_stories: list[Story], kind: str) -> None:
    said = {"alias": ("NRC", NAME), "unit": ("klicks", "km"), "title": ("jirgadar", "")}[kind]
    with pytest.raises(BadInput) as refusal:
        add(cast.desk, cast.administrator, kind, *said, two_stories[0])
    assert refusal.value.field == "story"


def test_a_story_that_may_not_be_seen_is_neither_chosen_nor_read_of(cast: Cast) -> None:
    closed = ingest.add_story(cast.desk, "Closed", cast.checker, restricted=True)
    with pytest.raises(BadInput):
        add(cast.desk, cast.administrator, "side", "junta", "government", closed)
    closed.members.create(user=cast.administrator)
    entry = add(cast.desk, cast.fresh("administrator"), "side", "junta", "government", closed)
    closed.members.filter(user=cast.administrator).delete()
    assert not Vocabulary.objects.visible_to(cast.fresh("administrator")).filter(pk=entry.pk).exists()
    assert "junta" not in str(Entry.objects.for_chain("desk", cast.desk.pk)[0].payload.content)


@pytest.mark.parametrize(("kind", "figures"), [(None, 2), ("same", 1), ("others", 2)])
def test_the_comparison_counts_people_as_the_desk_says(
    cast: Cast, two_stories: list[Story], work: Callable[[Story], None], kind: str | None, figures: int
) -> None:
    story = two_stories[0]
    if kind:
        add(cast.desk, cast.administrator, kind, "militiamen", "soldiers of the army", story)
    for number, text in enumerate((ARMY, MILITIA)):
        ingest.add_document(story, ingest.pasted(text), cast.reporter, publisher=f"Outlet {number}")
    work(story)
    assert story.figures.filter(state="current", measure="killed").count() == figures

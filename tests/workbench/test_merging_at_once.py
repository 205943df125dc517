"""Merging by two people at once: one of them is first, the other is told so; nothing is moved twice, and nothing lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from factcheck.record.models import Chain, Entry
from factcheck.record.verification import verify
from factcheck.workbench import ingest, merging, sources
from factcheck.workbench.errors import Conflict, IllegalMove, Refused
from factcheck.workbench.models import Document, Source, SourceMerge, Story
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

Act = Callable[[], object]


@pytest.fixture
def three(cast: Cast) -> list[Source]:
    """The harbour office under three names, each of which published in both of two stories."""
    made = [sources.add(cast.desk, cast.checker, name) for name in ("Harbour Office", "Harbour-Office", "HO")]
    for title in ("Ferry", "Fire"):
        story = ingest.add_story(cast.desk, title, cast.checker)
        for number, source in enumerate(made):
            text = f"{title}\n\nAt least {number + 3} people died, the mayor said."
            document = ingest.add_document(story, ingest.pasted(text), cast.checker)
            Document.objects.filter(pk=document.pk).update(publisher=source)
    return made


def at_once(*acts: Act) -> list[str]:
    """How each ended: "done", or the name of what refused it. Both begin together; whoever waits for ever fails."""
    ended = ["never"] * len(acts)
    begin = threading.Barrier(len(acts))

    def run(place: int) -> None:
        try:
            begin.wait(10)
            acts[place]()
            ended[place] = "done"
        except Refused as refused:
            ended[place] = type(refused).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    return ended


def published() -> dict[str, int]:
    """How many documents each source published, by its name."""
    names = Document.objects.values_list("publisher__name", flat=True)
    return {name: list(names).count(name) for name in set(names)}


def intact() -> bool:
    return not [fault for chain in Chain.objects.all() for fault in verify(chain)]


REFUSALS = {Conflict.__name__, IllegalMove.__name__}


@pytest.mark.parametrize("way", ["the same pair", "each into the other", "both into a third", "one into the next"])
def test_two_merges_at_once(cast: Cast, three: list[Source], way: str) -> None:
    office, spelling, short = three
    pairs = {
        "the same pair": [(office, spelling), (office, spelling)],
        "each into the other": [(office, spelling), (spelling, office)],
        "both into a third": [(office, spelling), (office, short)],
        "one into the next": [(office, spelling), (spelling, short)],
    }[way]
    people = [cast.checker, cast.editor]
    # Looked at before either of them did it, as on two screens.
    seen = [merging.plan(into, [other], by).digest for (into, other), by in zip(pairs, people, strict=True)]

    def act(place: int) -> Act:
        into, other = (Source.objects.get(pk=each.pk) for each in pairs[place])
        return lambda: merging.merge(into, [other], people[place], seen[place])

    ended = at_once(act(0), act(1))
    holding = SourceMerge.objects.holding()
    assert ended.count("done") == holding.count() >= 1, ended
    assert set(ended) <= {"done", *REFUSALS}
    moved = [pk for each in holding for pk in each.moved["documents"]]
    assert sum(published().values()) == 6 and len(moved) == len(set(moved)) == 2 * ended.count("done")
    for source in Source.objects.exclude(merged_into=None):
        assert source.merged_into is not None and source.merged_into.merged_into_id is None  # leads to one that stands
        assert source.merged_into_id != source.pk and not Document.objects.filter(publisher=source).exists()
    told = Entry.objects.filter(act="source.merged", chain__kind="story")
    assert told.count() == 2 * ended.count("done")  # each story hears of each merge once
    assert intact()


def test_merging_and_taking_apart_at_once(cast: Cast, three: list[Source]) -> None:
    office, spelling, short = three
    first = merging.merge(office, [spelling], cast.checker, merging.plan(office, [spelling], cast.checker).digest)[0]
    seen = merging.plan(short, [office], cast.editor).digest
    ended = at_once(
        lambda: merging.take_apart(SourceMerge.objects.get(pk=first.pk), cast.checker),
        lambda: merging.merge(Source.objects.get(pk=short.pk), [Source.objects.get(pk=office.pk)], cast.editor, seen),
    )
    assert sorted(ended) in (["Conflict", "done"], ["IllegalMove", "done"]), ended
    if ended[0] == "done":
        assert published() == {"Harbour Office": 2, "Harbour-Office": 2, "HO": 2}
    else:
        assert published() == {"HO": 6}
    assert intact()


def test_a_report_that_comes_in_meanwhile_is_published_by_one_that_stands(cast: Cast, three: list[Source]) -> None:
    """It names the source that is being merged: its publisher is the one that stands, or was moved with the rest."""
    office, spelling, _ = three
    seen = merging.plan(office, [spelling], cast.checker).digest
    story = Story.objects.earliest("pk")
    text = "Another\n\nAt least 9 people died, the mayor said."
    ended = at_once(
        lambda: merging.merge(office, [spelling], cast.checker, seen),
        lambda: ingest.add_document(story, ingest.pasted(text), cast.editor, publisher="Harbour-Office"),
    )
    assert ended[1] == "done" and ended[0] in {"done", "Conflict"}
    added = Document.objects.latest("pk")
    assert added.publisher is not None
    assert (added.publisher.name, ended[0]) in {("Harbour Office", "done"), ("Harbour-Office", "Conflict")}
    assert intact()

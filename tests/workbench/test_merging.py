"""Merging sources: what is moved and told, what is refused, and that taking apart gives back what was moved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from factcheck.accounts.models import Membership, Role, User
from factcheck.record.models import Entry
from factcheck.workbench import claims as claim_acts
from factcheck.workbench import directory, enquiries, ingest, merging, narration, sources
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove, NotPermitted
from factcheck.workbench.models import Claim, Document, Enquiry, Run, SearchEntry, Source, SourceMerge, Story
from factcheck.workbench.names import hidden_from
from factcheck.workbench.search.queries import matching, parse
from tests.cast import Cast
from tests.workbench.kept import Kept
from tests.workbench.world import World

SignIn = Callable[[str], Client]


@pytest.fixture
def cast(kept: Kept) -> Cast:
    return kept.cast


@pytest.fixture
def world(kept: Kept) -> World:
    return kept.world


@pytest.fixture
def pair(world: World, cast: Cast) -> tuple[Source, Source]:
    """The harbour office, and the same under another spelling, which speaks in both stories and published in one."""
    stands = sources.add(cast.desk, cast.checker, "Harbour Office", "authority")
    other = sources.add(cast.desk, cast.checker, "The Harbour-Office")
    sources.add_alias(other, cast.checker, "HO")
    Claim.objects.filter(pk__in=[world.claims[0].pk, world.restricted_claims[0].pk]).update(source=other)
    Document.objects.filter(pk=world.document.pk).update(publisher=other)
    Enquiry.objects.filter(story=world.open_story).update(source=other)
    Run.objects.filter(state=Run.State.QUEUED).update(state=Run.State.DONE)
    return stands, other


def merge(stands: Source, other: Source, by: User) -> SourceMerge:
    return merging.merge(stands, [other], by, merging.plan(stands, [other], by).digest)[0]


def linked(source: Source) -> dict[str, list[int]]:
    return {kind: sorted(rows.values_list("pk", flat=True)) for kind, rows in merging.linked_to([source]).items()}


NOTHING: dict[str, list[int]] = {"claims": [], "documents": [], "enquiries": []}


def test_all_that_is_linked_is_moved_and_comes_back(world: World, cast: Cast, pair: tuple[Source, Source]) -> None:
    stands, other = pair
    had = linked(other)
    assert all(had.values()) and linked(stands) == NOTHING
    made = merge(stands, other, cast.checker)
    assert linked(stands) == had and linked(other) == NOTHING
    # Stories that something moved in are compared again, those that the person may not see as well.
    queued = Run.objects.filter(state="queued", kind="comparison").values_list("story", flat=True)
    assert set(queued) == {world.open_story.pk, world.restricted_story.pk}
    merging.take_apart(made, cast.second_checker)
    assert linked(other) == had and linked(stands) == NOTHING
    other.refresh_from_db()
    assert other.merged_into is None and other.aliases.get().name == "HO"


def test_what_somebody_linked_elsewhere_since_stays_there(
    world: World, cast: Cast, pair: tuple[Source, Source]
) -> None:
    stands, other = pair
    made = merge(stands, other, cast.checker)
    third = sources.add(cast.desk, cast.checker, "The mayor")
    Claim.objects.filter(pk=world.claims[0].pk).update(source=third)
    new = ingest.add_document(world.open_story, ingest.pasted("More died."), cast.reporter, publisher="HO")
    merging.take_apart(made, cast.checker)
    assert Claim.objects.get(pk=world.claims[0].pk).source == third
    # What came in under the merged one's name was linked to the one that stood then, and is nothing that was moved.
    assert Document.objects.get(pk=new.pk).publisher == stands


def test_it_is_one_source_everywhere(world: World, cast: Cast, pair: tuple[Source, Source], signed_in: SignIn) -> None:
    stands, other = pair
    merge(stands, other, cast.checker)
    shown = [directory.entry_for(cast.viewer, each) for each in directory.listed(cast.viewer, "harbour-office")]
    assert [(each.source, each.aliases) for each in shown] == [(stands, ("HO", "The Harbour-Office"))]
    assert ingest.publisher_named(cast.desk, "the harbour-office", cast.reporter) == stands
    assert ingest.publisher_named(cast.desk, "ho", cast.reporter) == stands
    found = matching(parse("ho"), cast.viewer, SearchEntry.Kind.SOURCE)
    assert [entry.object_id for entry in found] == [stands.pk]
    assert claim_acts.of_the_desk(world.open_story, other) == stands
    client = signed_in("viewer")
    old = client.get(reverse("workbench:source", args=[other.pk]))
    assert (old.status_code, old["Location"]) == (302, reverse("workbench:source", args=[stands.pk]))
    assert "Merged from" in client.get(old["Location"]).content.decode()
    for name in ("confide", "source_profile"):
        moved = signed_in("editor").get(reverse(f"workbench:{name}", args=[other.pk]))
        assert moved["Location"] == reverse(f"workbench:{name}", args=[stands.pk])
    with pytest.raises(IllegalMove):
        sources.edit(Source.objects.get(pk=other.pk), cast.checker, {"name": "Else"})


def test_the_history_tells_each_chain_its_own_part(world: World, cast: Cast, pair: tuple[Source, Source]) -> None:
    stands, other = pair
    had = linked(other)
    made = merge(stands, other, cast.checker)
    [desk_entry] = Entry.objects.filter(act="source.merged", chain__kind="desk").in_full()
    assert desk_entry.values == {"source": other.pk, "merge": made.pk} and desk_entry.actor == cast.checker
    told = {
        e.chain.subject_id: e.values for e in Entry.objects.filter(act="source.merged", chain__kind="story").in_full()
    }
    theirs = {world.open_story.pk: [world.claims[0].pk], world.restricted_story.pk: [world.restricted_claims[0].pk]}
    assert {story: values["claims"] for story, values in told.items()} == theirs
    assert told[world.open_story.pk]["documents"] == had["documents"]
    merging.take_apart(made, cast.checker)
    sentences = [
        each.what for each in narration.tell(list(Entry.objects.for_chain("story", world.open_story.pk)), cast.viewer)
    ]
    assert "found that these are one source: The Harbour-Office and Harbour Office." in sentences
    assert "took apart again what had been one source: The Harbour-Office and Harbour Office." in sentences


def test_one_after_the_other_comes_apart_in_turn(cast: Cast, pair: tuple[Source, Source]) -> None:
    stands, other = pair
    had = linked(other)
    third = sources.add(cast.desk, cast.checker, "Port Authority")
    first = merge(stands, other, cast.checker)
    second = merge(third, Source.objects.get(pk=stands.pk), cast.checker)
    assert Source.objects.get(pk=other.pk).merged_into == third and linked(third) == had
    assert set(third.all_names()) == {"Port Authority", "Harbour Office", "The Harbour-Office", "HO"}
    with pytest.raises(IllegalMove, match="merged into another afterwards"):
        merging.take_apart(first, cast.checker)
    merging.take_apart(second, cast.checker)
    assert Source.objects.get(pk=other.pk).merged_into == stands and linked(stands) == had
    merging.take_apart(first, cast.checker)
    assert linked(other) == had
    with pytest.raises(IllegalMove, match="already"):
        merging.take_apart(first, cast.checker)


CHANGES = {
    "a name": lambda w, c, s, o: sources.edit(o, c.checker, {"name": "Harbour Office of Noor"}),
    "a link": lambda w, c, s, o: Claim.objects.filter(pk=w.claims[1].pk).update(source=o),
    "a confidence": lambda w, c, s, o: [sources.confide(x, c.editor, [c.checker], "an official") for x in (s, o)],
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_since_one_looked_is_looked_at_again(
    world: World, cast: Cast, pair: tuple[Source, Source], change: str
) -> None:
    stands, other = pair
    digest = merging.plan(stands, [other], cast.checker).digest
    CHANGES[change](world, cast, stands, other)
    entries = Entry.objects.count()
    with pytest.raises(Conflict, match="since you looked"):
        merging.merge(stands, [other], cast.checker, digest)
    assert not SourceMerge.objects.exists() and Entry.objects.count() == entries


def test_a_preview_counts_only_what_one_may_see(world: World, cast: Cast, pair: tuple[Source, Source]) -> None:
    stands, other = pair
    for person, stories in (("checker", 2), ("administrator", 1)):
        plan = merging.plan(stands, [other], getattr(cast, person))
        assert len(plan.stories) == stories
    before = merging.plan(stands, [other], cast.administrator).digest
    Claim.objects.filter(story=world.restricted_story).update(source=other)
    assert merging.plan(stands, [other], cast.administrator).digest == before


def confided(source: Source, cast: Cast, *people: User) -> Source:
    return sources.confide(source, cast.editor, list(people), "an official")


REFUSED = {
    "itself": (BadInput, "two sources", "checker", lambda c, s, o: (s, [])),
    "another desk's": (
        BadInput, "different desks", "checker", lambda c, s, o: (s, [Source.objects.create(desk=c.elsewhere, name="X")]),
    ),
    "a reporter": (NotPermitted, "fact-checker", "reporter", lambda c, s, o: (s, [o])),
    "a superuser": (NotPermitted, "fact-checker", "superuser", lambda c, s, o: (s, [o])),
    "a stranger": (NotPermitted, "fact-checker", "outsider", lambda c, s, o: (s, [o])),
    "an unknown one": (NotPermitted, "knows each", "administrator", lambda c, s, o: (s, [confided(o, c, c.checker)])),
    "one confidential into one not": (BadInput, "confidential and", "checker", lambda c, s, o: (s, [confided(o, c, c.checker)])),
    "one not into one confidential": (BadInput, "confidential and", "checker", lambda c, s, o: (confided(s, c, c.checker), [o])),
    "known to different people": (
        BadInput, "different people", "checker",
        lambda c, s, o: (confided(s, c, c.checker), [confided(o, c, c.checker, c.viewer)]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(cast: Cast, pair: tuple[Source, Source], case: str) -> None:
    error, words, person, prepared = REFUSED[case]
    stands, others = prepared(cast, *pair)
    by = cast.fresh(person)
    plan = merging.plan(stands, others, by)
    assert words in plan.refusal
    with pytest.raises(error, match=words):
        merging.merge(stands, others, by, plan.digest)
    assert not Source.objects.exclude(merged_into=None).exists()


def test_confidential_ones_known_to_the_same_people_are_merged_and_stay_secret(
    world: World, cast: Cast, signed_in: SignIn
) -> None:
    again = sources.add(cast.desk, cast.editor, "Zebulon A. Marsh")
    again = sources.confide(again, cast.editor, [cast.second_checker], "an officer")
    merge(world.source, again, cast.second_checker)
    page = reverse("workbench:source", args=[again.pk])
    assert "Zebulon A. Marsh" in signed_in("editor").get(page, follow=True).content.decode()
    for person in ("viewer", "checker", "administrator"):
        shown = signed_in(person).get(page, follow=True).content.decode()
        assert "Zebulon" not in shown and "an officer" in shown
    assert not matching(parse("zebulon"), cast.editor, "source").exists()
    hidden = hidden_from(cast.viewer, [world.open_story.pk])
    assert hidden.mask("said Zebulon A. Marsh.") == "said a senior official."


def test_who_becomes_confidential_afterwards_takes_the_merged_ones_along(
    cast: Cast, pair: tuple[Source, Source], signed_in: SignIn
) -> None:
    stands, other = pair
    made = merge(stands, other, cast.checker)
    sources.confide(stands, cast.editor, [cast.checker], "an official")
    other.refresh_from_db()
    assert other.confidential and str(other) == "an official" and not other.is_known_to(cast.viewer)
    for address in (reverse("workbench:source", args=[other.pk]), reverse("workbench:sources") + "?q=harbour"):
        assert "Harbour" not in signed_in("viewer").get(address, follow=True).content.decode().replace(
            'value="harbour"', ""
        )
    merging.take_apart(made, cast.checker)
    other.refresh_from_db()
    assert other.confidential and other.is_known_to(cast.checker) and not other.is_known_to(cast.administrator)


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Harbour Office", "The harbour-office", True), ("Médecins", "MEDECINS", True), ("BBC", "B.B.C.", False),
        ("The", "the", True), ("Harbour Office", "Harbour Officer", False), ("Der Spiegel", "Spiegel", False),
    ],
)  # fmt: skip
def test_which_names_are_alike(name: str, other: str, same: bool) -> None:
    assert (merging.key_of(name) == merging.key_of(other)) == same


def test_likely_duplicates_are_told_to_those_who_know_them(
    world: World, cast: Cast, pair: tuple[Source, Source]
) -> None:
    sources.add(cast.desk, cast.checker, "Zebulon Marsh")
    twin = sources.confide(sources.add(cast.desk, cast.editor, "Zebulon  Marsh’s"), cast.editor, [], "an officer")
    sources.add_alias(twin, cast.editor, "Oldhornet")
    everybodys = [set(pair)]
    assert [set(group) for group in merging.suggestions(cast.checker)] == everybodys
    assert [set(group) for group in merging.suggestions(cast.administrator)] == everybodys
    assert {twin, world.source} in [set(group) for group in merging.suggestions(cast.editor)]
    assert merging.suggestions(cast.viewer) == merging.suggestions(cast.superuser) == []


def test_a_merge_in_the_panel(world: World, cast: Cast, pair: tuple[Source, Source], signed_in: SignIn) -> None:
    stands, other = pair
    client = signed_in("administrator")
    action = {"action": "merge", "_selected_action": [stands.pk, other.pk], "index": 0}
    page = client.post(reverse("admin:workbench_source_changelist"), action, follow=True)
    shown = page.content.decode()
    assert page.status_code == 200 and "Bridge at Noor" in shown and "Halcyonvault" not in shown
    assert "gives way to" in shown
    form = {"id": [stands.pk, other.pk], "into": stands.pk, "digest": page.context["plan"].digest}
    address = reverse("admin:workbench_source_merge")
    old = client.post(address, form | {"digest": "old"})
    assert old.status_code == 409 and "Nothing was changed." in old.content.decode()
    assert "Merged into Harbour Office: 1." in client.post(address, form, follow=True).content.decode()
    merged = SourceMerge.objects.get()
    undone = {"action": "take_apart", "_selected_action": [merged.pk], "index": 0}
    listed = reverse("admin:workbench_sourcemerge_changelist")
    assert "Taken apart: 1." in client.post(listed, undone, follow=True).content.decode()
    assert "taken apart already" in client.post(listed, undone, follow=True).content.decode()
    assert "Look at merging them" in client.get(reverse("admin:workbench_source_duplicates")).content.decode()


@pytest.mark.parametrize(
    ("person", "query", "status"),
    [
        ("administrator", "", 404), ("administrator", "?id=x&id=99999999999999999999", 404), ("administrator", "?id=987654321", 404),
        ("superuser", "?id={}", 404), ("viewer", "?id={}", 302), ("outsider", "?id={}", 302), ("administrator", "?id={}", 200),
    ],
)  # fmt: skip
def test_who_reaches_the_page_of_a_merge(
    cast: Cast, pair: tuple[Source, Source], signed_in: SignIn, person: str, query: str, status: int
) -> None:
    address = reverse("admin:workbench_source_merge") + query.format(pair[0].pk)
    assert signed_in(person).get(address).status_code == status


def test_an_outsiders_administrator_finds_no_source_of_ours(
    cast: Cast, pair: tuple[Source, Source], signed_in: SignIn
) -> None:
    Membership.objects.filter(user=cast.outsider).update(role=Role.ADMINISTRATOR)
    address = f"{reverse('admin:workbench_source_merge')}?id={pair[0].pk}&id={pair[1].pk}"
    assert signed_in("outsider").get(address).status_code == 404
    assert signed_in("outsider").post(address, {"id": [pair[0].pk, pair[1].pk]}).status_code == 404


def test_a_merge_between_is_seen_by_whoever_links(world: World, cast: Cast, pair: tuple[Source, Source]) -> None:
    """A form that was open before the merge still names the old source; what it says is linked to the one that stands."""
    stands, other = pair
    merge(stands, other, cast.checker)
    claim = Claim.objects.get(pk=world.claims[1].pk)
    assert claim_acts.correct(claim, cast.checker, claim.version, {}, source=other).source == stands
    assert (
        Story.objects.filter(pk=world.open_story.pk).exists()
        and enquiries.held_source(world.open_story, other) == stands
    )

"""Merging: sources that turned out to be one, and taking them apart again.

Comes in: somebody who may edit sources and knows all of those at hand; what they saw on the screen before. What is
linked to the others (claims, documents, enquiries) is moved to the one that stands; the others stay, with their names,
and lead to it. Nothing is deleted, so taking apart gives back exactly what was moved. Next: the comparison of each
story, since it names its publishers.

Sources of which only one is confidential are never merged, nor such as are known to different people: the name of one
would be told by the other.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench import runs
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove, NotPermitted
from factcheck.workbench.history import Act, note_across
from factcheck.workbench.models import Claim, Document, Enquiry, Source, SourceMerge, Story
from factcheck.workbench.permissions import permit, require
from factcheck.workbench.search import index
from factcheck.workbench.search.words import words_in

# What is linked to a source, by which column.
LINKED: dict[str, tuple[type[Model], str]] = {
    "claims": (Claim, "source"),
    "documents": (Document, "publisher"),
    "enquiries": (Enquiry, "source"),
}
MOST_AT_ONCE = 20
MOST_SUGGESTED = 100
MIXED = (
    "Some of these are confidential and others are not. Together they would tell who the confidential one is. "
    "Make all of them confidential for the same people first, if they really are one."
)
DIFFERENT_PEOPLE = (
    "These confidential sources are known to different people. Merged, each would be told to people who may not know "
    "it. Name the same people for each of them first."
)
CHANGED = "Something changed since you looked: somebody edited these sources, or what is linked to them. Look again."


@dataclass(frozen=True, slots=True)
class InStory:
    """What one story holds of the sources that go into another."""

    story: Story
    claims: int
    documents: int
    enquiries: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a merge would change, as far as its reader may see. `digest` stands for all that was on the screen."""

    survivor: Source
    merged: list[Source]
    stories: list[InStory]
    refusal: str
    digest: str


def suggestions(reader: User) -> list[list[Source]]:
    """Sources that are probably one: the same words in a name of each. Only such as the reader knows and may edit."""
    desks = [desk for desk in reader.roles() if permit(reader, "source.edit", _AtDesk(desk))]
    known = Source.objects.known_to(reader).standing().filter(desk__in=desks)
    named: dict[Any, dict[int, Source]] = defaultdict(dict)
    for source in known.prefetch_related("aliases", "absorbed__aliases", "confidants").order_by("pk"):
        for name in source.all_names():
            named[source.desk_id, source.confidential, key_of(name)][source.pk] = source
    found = {tuple(sorted(same)): list(same.values()) for same in named.values() if len(same) > 1}
    return sorted(found.values(), key=lambda same: same[0].label_for(reader).casefold())[:MOST_SUGGESTED]


def key_of(name: str) -> str:
    """A name without what people write differently: capitals, accents, signs, spaces, “the”."""
    words = [word.form for word in words_in(name)]
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


@dataclass(frozen=True, slots=True)
class _AtDesk:
    desk_id: int


def plan(survivor: Source, merged: Sequence[Source], reader: User) -> Plan:
    """What would be moved if these were merged into the one, and why it cannot be where it cannot."""
    together = [survivor, *merged]
    refusal = ""
    try:
        _check(together, reader)
    except (BadInput, NotPermitted, IllegalMove) as error:
        refusal = str(error)
    seen = Story.objects.visible_to(reader)
    counts: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(LINKED, 0))
    ids: dict[str, list[int]] = {}
    for name, rows in linked_to(merged).items():
        found = sorted(rows.filter(story__in=seen).values_list("pk", "story_id"))
        ids[name] = [pk for pk, _ in found]
        for _, story in found:
            counts[story][name] += 1
    stories = seen.in_bulk(list(counts))
    state = [
        [each.pk, each.name, each.kind, each.confidential, each.merged_into_id, each.public_description]
        for each in together
    ]
    digest = hashlib.sha256(json.dumps([state, ids]).encode()).hexdigest()
    return Plan(survivor, list(merged), [InStory(stories[pk], **counts[pk]) for pk in sorted(counts)], refusal, digest)


def linked_to(merged: Iterable[Source]) -> dict[str, QuerySet[Any]]:
    """The rows that are linked to any of these, by kind."""
    sources = list(merged)
    return {
        name: model._default_manager.filter(**{f"{column}__in": sources}) for name, (model, column) in LINKED.items()
    }


def _check(together: Sequence[Source], by: User) -> None:
    """Raise, in words, what speaks against making these one."""
    if len({each.pk for each in together}) < 2:
        raise BadInput("Choose two sources at least.")
    if len(together) > MOST_AT_ONCE:
        raise BadInput(f"Merge {MOST_AT_ONCE} sources at once at most.")
    if len({each.desk_id for each in together}) > 1:
        raise BadInput("These sources belong to different desks; each desk keeps its own.")
    for each in together:
        require(by, "source.edit", each)
    if not all(each.is_known_to(by) for each in together):
        raise NotPermitted("Only somebody who knows each of these sources may merge them.")
    if any(each.merged_into_id is not None for each in together):
        raise IllegalMove("One of these was merged into another already.")
    if len({each.confidential for each in together}) > 1:
        raise BadInput(MIXED)
    if len({frozenset(one.user_id for one in each.confidants.all()) for each in together if each.confidential}) > 1:
        raise BadInput(DIFFERENT_PEOPLE)


@transaction.atomic
def merge(survivor: Source, merged: Sequence[Source], by: User, digest: str) -> list[SourceMerge]:
    """Make these sources one, under the survivor. `digest` is that of the plan that the person had on the screen."""
    _check([survivor, *merged], by)
    held = _hold_stories(linked_to(merged))
    rows = Source.objects.select_for_update(no_key=True).filter(pk__in=[survivor.pk, *(each.pk for each in merged)])
    fresh = {each.pk: each for each in rows.order_by("pk")}
    survivor, merged = fresh[survivor.pk], [fresh[each.pk] for each in merged]
    _check([survivor, *merged], by)
    linked = linked_to(merged)
    if plan(survivor, merged, by).digest != digest or not _stories_of(linked) <= held.keys():
        raise Conflict(CHANGED)
    made = [_merge_one(survivor, each, by) for each in merged]
    _index(survivor, *merged)
    _ask_for_comparison(held.values(), by)
    acts: list[tuple[Any, Act]] = []
    for each in made:
        acts.append((survivor.desk, Act("source.merged", survivor, {"source": each.merged_id, "merge": each.pk})))
        acts += _told_to_stories("source.merged", each, held)
    note_across(by, acts)
    return made


def _merge_one(survivor: Source, merged: Source, by: User) -> SourceMerge:
    """Move everything of one source to the other, and keep what was moved."""
    moved = {name: sorted(rows.values_list("pk", flat=True)) for name, rows in linked_to([merged]).items()}
    for name, (_, column) in LINKED.items():
        linked_to([merged])[name].update(**{column: survivor})
    moved["sources"] = sorted(merged.absorbed.values_list("pk", flat=True))
    merged.absorbed.update(merged_into=survivor)
    Source.objects.filter(pk=merged.pk).update(merged_into=survivor)
    return SourceMerge.objects.create(survivor=survivor, merged=merged, moved=moved, by=by)


@transaction.atomic
def take_apart(merge: SourceMerge, by: User) -> SourceMerge:
    """Undo a merge: what was moved goes back, but for what somebody linked to another source since."""
    pair = [merge.survivor, merge.merged]
    for each in pair:
        require(by, "source.edit", each)
    moved = {name: _moved(merge, name) for name in LINKED}
    held = _hold_stories(moved)
    rows = Source.objects.select_for_update(no_key=True).filter(pk__in=[each.pk for each in pair])
    fresh = {each.pk: each for each in rows.order_by("pk")}
    survivor, merged = fresh[merge.survivor_id], fresh[merge.merged_id]
    if not (survivor.is_known_to(by) and merged.is_known_to(by)):
        raise NotPermitted("Only somebody who knows these sources may take them apart.")
    if survivor.merged_into_id is not None:
        raise IllegalMove("The source was itself merged into another afterwards. Take that merge apart first.")
    now = timezone.now()
    if (
        not SourceMerge.objects.holding()
        .filter(pk=merge.pk)
        .update(state=SourceMerge.State.TAKEN_APART, taken_apart_by=by, taken_apart_at=now)
    ):
        raise IllegalMove("These sources were taken apart already.")
    merge.refresh_from_db()
    for name, (_, column) in LINKED.items():
        moved[name].update(**{column: merged})
    Source.objects.filter(pk__in=merge.moved["sources"], merged_into=survivor).update(merged_into=merged)
    Source.objects.filter(pk=merged.pk).update(merged_into=None)
    _index(survivor, merged)
    _ask_for_comparison(held.values(), by)
    act = Act("source.taken-apart", survivor, {"source": merged.pk, "merge": merge.pk})
    note_across(by, [(survivor.desk, act), *_told_to_stories("source.taken-apart", merge, held)])
    return merge


def _moved(merge: SourceMerge, name: str) -> QuerySet[Any]:
    """What a merge moved and what is still where it was moved to."""
    model, column = LINKED[name]
    return model._default_manager.filter(**{column: merge.survivor_id}, pk__in=merge.moved[name])


def _stories_of(linked: dict[str, QuerySet[Any]]) -> set[int]:
    return {story for rows in linked.values() for story in rows.order_by().values_list("story", flat=True).distinct()}


def _hold_stories(linked: dict[str, QuerySet[Any]]) -> dict[int, Story]:
    """Lock the stories in the order of their ids, before any source: every act on a story does so."""
    rows = Story.objects.select_for_update(no_key=True).filter(pk__in=_stories_of(linked)).order_by("pk")
    return {story.pk: story for story in rows}


def _index(*sources: Source) -> None:
    for source in Source.objects.filter(pk__in=[each.pk for each in sources]):
        index.index_source(source)
        index.index_discrepancies_naming(source)


def _ask_for_comparison(stories: Iterable[Story], by: User) -> None:
    for story in stories:
        story.touch()
        if story.state == Story.State.OPEN:
            runs.request_comparison(story, by)


def _told_to_stories(name: str, merge: SourceMerge, held: dict[int, Story]) -> list[tuple[Story, Act]]:
    """To each story's history what of it was moved; no story hears of another's."""
    theirs: dict[int, dict[str, list[int]]] = defaultdict(lambda: {kind: [] for kind in LINKED})
    for kind, (model, _) in LINKED.items():
        rows = model._default_manager.filter(pk__in=merge.moved[kind], story__in=list(held))
        for pk, story in rows.order_by("pk").values_list("pk", "story_id"):
            theirs[story][kind].append(pk)
    payloads = {story: {"source": merge.merged_id, **moved} for story, moved in theirs.items()}
    return [(held[story], Act(name, merge.survivor, payloads[story])) for story in sorted(payloads)]

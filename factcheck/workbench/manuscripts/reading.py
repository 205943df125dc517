"""Reading our own draft: what in it can be checked, and how each number stands to the story. Run by the worker.

Comes in: a taken run of kind *check*, asked for when a text is brought in, when the story was compared, and when a
verdict about it came or went. Next: a person marks each item; a signed-off draft gets its corrections. Doing it again
writes the same. It computes outside any transaction and writes only if nothing newer came in meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from factcheck.engine import extract_json
from factcheck.engine.intervals import Reach
from factcheck.workbench import runs
from factcheck.workbench.errors import Conflict
from factcheck.workbench.history import Act, note_all
from factcheck.workbench.live import announce
from factcheck.workbench.manuscripts import corrections
from factcheck.workbench.manuscripts.matching import Json, Place, as_engine_draft, places_of
from factcheck.workbench.manuscripts.standing import Judgement, Known, judge
from factcheck.workbench.models import (
    Claim,
    FigureMembership,
    ItemEvidence,
    Manuscript,
    ManuscriptItem,
    ManuscriptText,
    Run,
    Snapshot,
    Story,
    Verdict,
)
from factcheck.workbench.rulebooks import rulebook_for
from factcheck.workbench.vocabulary import lexicon_for

STEPS = 3
ROUNDS = 3
# “One of the” holds a number and nothing to check.
NOTHING_TO_CHECK = frozenset({"idiom"})


def perform(run: Run) -> None:
    """Do a taken check. Raises Conflict when the story kept changing; the run is then tried again later."""
    for _ in range(ROUNDS):
        runs.progress(run, 0, STEPS)
        manuscript = Manuscript.objects.select_related("story__desk").get(runs=run)
        text = manuscript.texts.get(number=manuscript.latest)
        found = list(text.items.values_list("content", flat=True)) if text.read_at else read(text, manuscript.story)
        runs.progress(run, 1, STEPS)
        snapshot = manuscript.story.snapshots.order_by("-pk").first()
        places = places_of(manuscript.story, text, found, snapshot)
        runs.progress(run, 2, STEPS)
        if write(run, manuscript, text, found, snapshot, places):
            return
    raise Conflict("The story kept changing while the draft was checked.")


def read(text: ManuscriptText, story: Story) -> list[Json]:
    """Everything in the text that can be checked, as the engine reads it with the desk's words."""
    found = extract_json(as_engine_draft(text), all_kinds=True, lexicon=lexicon_for(story.desk))["claims"]
    return [content for content in found if content["kind"] not in NOTHING_TO_CHECK]


@transaction.atomic
def write(
    run: Run,
    manuscript: Manuscript,
    text: ManuscriptText,
    found: Sequence[Json],
    snapshot: Snapshot | None,
    places: Mapping[str, Place],
) -> bool:
    """Keep what was found, unless a newer text or comparison came in meanwhile; says whether it was kept."""
    story = manuscript.story.hold()
    now = Manuscript.objects.get(pk=manuscript.pk)
    newest = story.snapshots.order_by("-pk").values_list("pk", flat=True).first()
    if now.latest != text.number or newest != (snapshot.pk if snapshot else None):
        return False
    acts: list[Act] = []
    text = ManuscriptText.objects.get(pk=text.pk)
    if text.read_at is None:
        items = _added(text, story, found)
        acts.append(Act("manuscript.read", now, {"text": text.number, "items": len(items)}))
    known = known_about(story, places.values())
    changed = False
    cited = ItemEvidence.objects.select_related("claim__document").defer("claim__document__text")
    items = list(text.items.prefetch_related(Prefetch("evidence", cited)).order_by("number"))
    for item in items:
        judgement = judge(item.content, places.get(item.content["id"]), known)
        changed |= _judged(item, judgement, known, now)
        if now.state == Manuscript.State.SIGNED_OFF:
            acts += corrections.bring_up_to_date(now, item)
    if snapshot is not None:
        Manuscript.objects.filter(pk=now.pk).update(compared_with=snapshot)
    runs.finish(run, {"items": len(items)})
    if acts:
        note_all(story, None, acts)
    elif changed:
        announce(story, None, [("manuscript", now.pk)])
    return True


def known_about(story: Story, places: Iterable[Place]) -> Known:
    """What the database adds to the places: four queries."""
    counted = FigureMembership.objects.filter(figure__story=story, figure__state="current", suggested=False)
    figure_of = dict(counted.values_list("claim_id", "figure_id"))
    standing = Verdict.objects.filter(figure__story=story, state__in=[Verdict.State.APPROVED, Verdict.State.PUBLISHED])
    verdicts = {verdict.figure_id: verdict for verdict in standing}
    said = {pk for place in places for each in place.accounts for pk in place.claims_of(each)} if verdicts else set()
    came_in = dict(Claim.objects.filter(pk__in=said).values_list("pk", "created_at"))
    rulebook = rulebook_for(story.desk) or {}
    reach = Reach(*(Decimal(rulebook.get(name, 2)) for name in ("stretch", "reach")))
    return Known(figure_of, came_in, verdicts, reach)


def _judged(item: ManuscriptItem, judgement: Judgement, known: Known, manuscript: Manuscript) -> bool:
    """Bring what the machine thinks of an item up to date; says whether that is another thing now."""
    columns = {
        "figure_id": judgement.figure,
        "suggestion": judgement.suggestion,
        "grounds": judgement.grounds,
        "facts": judgement.facts,
    }
    before = {name: getattr(item, name) for name in (*columns, "changed", "changed_at")}
    for name, value in columns.items():
        setattr(item, name, value)
    item.changed = corrections.changes_of(item, {each.pk for each in known.verdicts.values()}, manuscript)
    item.changed_at = (item.changed_at or timezone.now()) if item.changed else None
    if all(getattr(item, name) == value for name, value in before.items()):
        return False
    item.save(update_fields=["figure", "suggestion", "grounds", "facts", "changed", "changed_at"])
    return True


# --- a text that is read for the first time ------------------------------------------------------------------------


def _added(text: ManuscriptText, story: Story, found: Sequence[Json]) -> list[ManuscriptItem]:
    """The items of a text, with the marks of the last one that was read where their sentence is the same."""
    items = [
        ManuscriptItem(
            story=story, text=text, number=number, kind=content["kind"], start=content["start"], end=content["end"],
            content=content,
        )
        for number, content in enumerate(found, 1)
    ]  # fmt: skip
    carried = _carried(text, items)
    ManuscriptItem.objects.bulk_create(items, batch_size=500)
    made = {item.number: item for item in text.items.all()}
    evidence = [
        ItemEvidence(item=made[item.number], claim_id=row.claim_id, verdict_id=row.verdict_id)
        for item, before in carried
        for row in before.evidence.all()
    ]
    ItemEvidence.objects.bulk_create(evidence, batch_size=500)
    ManuscriptText.objects.filter(pk=text.pk).update(read_at=timezone.now())
    return items


def _carried(text: ManuscriptText, items: Iterable[ManuscriptItem]) -> list[tuple[ManuscriptItem, ManuscriptItem]]:
    """Give each item the mark of the same words in the same sentence of the text before; gives those pairs."""
    earlier = text.manuscript.texts.filter(number__lt=text.number, read_at__isnull=False).order_by("-number").first()
    if earlier is None:
        return []
    left: dict[tuple[str, int, str], list[ManuscriptItem]] = defaultdict(list)
    for item in earlier.items.prefetch_related("evidence").order_by("-number"):
        left[_words_of(item, earlier)].append(item)
    pairs = []
    for item in items:
        same = left[_words_of(item, text)]
        if not same:
            continue
        before = same.pop()
        item.carried_from = before
        for name in ("state", "note", "decided_by_id", "decided_at", "known"):
            setattr(item, name, getattr(before, name))
        item.notes = {"1": item.note}
        pairs.append((item, before))
    return pairs


def _words_of(item: ManuscriptItem, text: ManuscriptText) -> tuple[str, int, str]:
    """What makes an item the same in two texts: its kind, its sentence, and where in that it stands."""
    start, end = item.content["sentence"]
    return item.kind, len(text.text[start : item.start].split()), " ".join(text.text[start:end].split())

"""Pairs: two people read a figure without sight of each other, then an editor makes one verdict of both.

Comes in: a story that an editor wants read twice; two independent verdicts, drafted and submitted through verdicts.py.
Next: the final verdict, which names both, is approved by somebody who contributed to none of it, as any other. What is
shared meanwhile is the evidence: documents, claims and what people accepted or corrected in them, what sources were
asked. What each made of it is not: see `VerdictQuerySet.sealed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench import calculations, resubmission, verdicts
from factcheck.workbench.errors import Conflict, IllegalMove, NotPermitted
from factcheck.workbench.history import note
from factcheck.workbench.models import (
    CitedCalculation,
    Claim,
    Comment,
    Discrepancy,
    Evidence,
    Figure,
    SecondLease,
    Story,
    Verdict,
    VerdictContributor,
)
from factcheck.workbench.permissions import require

State, Kind = Verdict.State, Verdict.Kind
# What two readings must have in common to agree; the words of line and reasons are each reader's own.
DECIDED = ("decision", "method", "low", "best", "high")
Seen = Mapping[int, int]  # id of a reading -> the version that was on the screen


@dataclass(frozen=True, slots=True)
class Pair:
    """What is known of a figure's two readings: how many are in, both once they are, the verdict made of them."""

    handed_in: int
    readings: tuple[Verdict, ...] = ()
    final: Verdict | None = None

    @property
    def complete(self) -> bool:
        return len(self.readings) == 2

    @property
    def agrees(self) -> bool:
        return self.complete and agree(*self.readings)

    @property
    def open(self) -> bool:
        """Whether an editor still has to make one verdict of both."""
        if not self.complete or self.readings[0].state == State.SUBMITTED:
            return self.complete
        return self.final is not None and self.final.state in verdicts.WRITABLE


def agree(one: Verdict, other: Verdict) -> bool:
    """Whether both decided the same, in the same way, with the same numbers."""
    return all(getattr(one, name) == getattr(other, name) for name in DECIDED)


def pair_about(figure: Figure, reader: User) -> Pair:
    """The figure's present pair, else its newest one that was adjudicated, as far as this reader may see it."""
    waiting = list(Verdict.objects.pair_of(figure))
    if waiting:
        return Pair(len(waiting), tuple(waiting) if len(waiting) == 2 else ())
    finals = Verdict.objects.visible_to(reader).filter(figure=figure, kind=Kind.FINAL)
    final = finals.select_related("author", "approved_by").order_by("-pk").first()
    last = final or figure.verdicts.filter(kind=Kind.FINAL).order_by("-pk").first()
    if last is None:
        return Pair(0)
    readings = last.readings.select_related("author").order_by("place")
    return Pair(2, tuple(readings), final)


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing that both readings say, in words, and whether they say the same."""

    label: str
    first: str
    second: str

    @property
    def same(self) -> bool:
        return self.first == self.second


def side_by_side(pair: Pair) -> list[Compared]:
    """What both readings say, beside each other; nothing before both are in."""
    if not pair.complete:
        return []
    one, other = pair.readings
    words = resubmission.words
    return [
        Compared(label, words(name, getattr(one, name)), words(name, getattr(other, name)))
        for name, label in resubmission.LABELS.items()
    ]


def waiting_in(story: Story) -> Iterable[tuple[Figure, int]]:
    """The figures of which a reading waits, for another one or for an editor, with how many are in."""
    rows = Verdict.objects.independent().filter(figure__story=story, state=State.SUBMITTED)
    number = Count("verdicts", filter=Q(verdicts__in=rows))
    figures = Figure.objects.filter(verdicts__in=rows).annotate(number=number).distinct().order_by("place", "pk")
    return [(figure, figure.number) for figure in figures]


def cited_in(readings: Sequence[Verdict]) -> list[Claim]:
    """The claims that any of them rests on, in the order of their documents."""
    found = Claim.objects.filter(cited_by__verdict__in=readings).distinct()
    return list(found.order_by("document", "start", "pk"))


@transaction.atomic
def read_twice(story: Story, by: User) -> None:
    """Ask for two independent readings of each figure from now on.

    What was decided stays, and a verdict that others could read already is approved as before; drafts that nobody but
    their authors saw become independent readings.
    """
    require(by, "story.read-twice", story)
    story = story.hold()
    if story.read_twice:
        raise IllegalMove("This story is read twice already.")
    Story.objects.filter(pk=story.pk).update(read_twice=True)
    drafts = Verdict.objects.filter(figure__story=story, kind=Kind.SINGLE, state=State.DRAFT)
    ids = list(drafts.values_list("pk", flat=True))
    known = Entry.objects.filter(subject_type="verdict", subject_id__in=ids, act="verdict.submitted")
    begun = drafts.exclude(pk__in=list(known.values_list("subject_id", flat=True)))
    number = begun.update(kind=Kind.INDEPENDENT)
    note(story, "story.read-twice", story, by, {"drafts": number})


@transaction.atomic
def read_once(story: Story, by: User) -> None:
    """Ask for one reading only. One that waits for another becomes a verdict that waits for its approval; two that are
    both in are still adjudicated. Nobody does this who would learn of the other reading by it."""
    require(by, "story.read-twice", story)
    story = story.hold()
    if not story.read_twice:
        raise IllegalMove("This story is read once already.")
    begun = Verdict.objects.sealed().filter(figure__story=story)
    if begun.filter(author=by).exists():
        raise NotPermitted("You are writing one of two readings in this story; another editor has to do this.")
    rows = list(begun)
    alone = [each.pk for each in rows if each.state == State.SUBMITTED]
    Story.objects.filter(pk=story.pk).update(read_twice=False)
    Verdict.objects.filter(pk__in=[each.pk for each in rows]).update(kind=Kind.SINGLE, place=None)
    Comment.objects.filter(story=story, reading__in=[each.pk for each in rows]).update(reading=None)
    SecondLease.objects.filter(discrepancy__story=story).update(expires_at=timezone.now())
    note(story, "story.read-once", story, by, {"alone": len(alone), "drafts": len(rows) - len(alone)})


@transaction.atomic
def adjudicate(figure: Figure, by: User, judgement: verdicts.Judgement, seen: Seen) -> Verdict:
    """Make one verdict of both readings, or write again at the one that was returned; somebody else approves it."""
    figure.story.hold()
    require(by, "verdict.adjudicate", figure)
    verdicts.check_complete(judgement)
    final = unfinished(figure, by)
    if final is None:
        readings = _both(figure, seen)
        final = _make(figure, by, [by, *(each.author for each in readings)])
        _close(readings, final, seen)
    elif final.version != seen.get(final.pk):
        raise Conflict("This verdict changed while you had it open. Read it as it is now, then decide.")
    VerdictContributor.objects.get_or_create(verdict=final, user=by)
    named = sorted(final.readings.values_list("pk", flat=True))
    return verdicts.hand_in(final, by, judgement, readings=named)


@transaction.atomic
def approve_agreed(figure: Figure, by: User, seen: Seen, line_of: int, seen_evidence: str) -> Verdict:
    """Approve two readings that agree, with the line and the reasons of the one that is named; it rests on the evidence
    of both. Whoever does so wrote nothing at it, so it needs no third person."""
    story = figure.story.hold()
    require(by, "verdict.adjudicate", figure)
    readings = _both(figure, seen)
    if not agree(*readings):
        raise IllegalMove("The two readings differ. Write the verdict that follows from both.")
    chosen = next((each for each in readings if each.pk == line_of), readings[0])
    final = _make(figure, chosen.author, [each.author for each in readings])
    _close(readings, final, seen)
    said = {name: getattr(chosen, name) for name in (*DECIDED, "as_of", "line", "reasons")}
    claims = cited_in(readings)
    Verdict.objects.filter(pk=final.pk).update(**said)
    Evidence.objects.bulk_create(Evidence(verdict=final, claim=claim) for claim in claims)
    estimates = CitedCalculation.objects.filter(verdict__in=readings).values_list("calculation", flat=True).distinct()
    CitedCalculation.objects.bulk_create(CitedCalculation(verdict=final, calculation_id=pk) for pk in sorted(estimates))
    verdicts.add_contributors(final, calculations.writers_of(final))
    final.discrepancies.set(Discrepancy.objects.filter(verdicts__in=readings).distinct())
    final.refresh_from_db()
    submitted = {"submitted_at": timezone.now(), "evidence_hash": verdicts.evidence_hash(final)}
    verdicts.move(final, final.version, State.SUBMITTED, **submitted)
    note(story, "verdict.agreed", final, by, {"readings": [each.pk for each in readings], "line_of": chosen.pk})
    return verdicts.approve(final, by, final.version, seen_evidence)


def unfinished(figure: Figure, by: User) -> Verdict | None:
    """The final verdict that this person can go on writing at: their own, or one that was returned to anybody."""
    waiting = Verdict.objects.visible_to(by).filter(figure=figure, kind=Kind.FINAL, state__in=verdicts.WRITABLE)
    return waiting.order_by("-pk").first()


def _both(figure: Figure, seen: Seen) -> tuple[Verdict, Verdict]:
    readings = tuple(Verdict.objects.pair_of(figure))
    if len(readings) != 2:
        raise IllegalMove("Two readings are needed, and nobody has adjudicated them yet. Look at them as they are now.")
    if any(seen.get(each.pk) != each.version for each in readings):
        raise Conflict("The readings changed while you had them open. Read them as they are now, then decide.")
    return readings[0], readings[1]


def _make(figure: Figure, author: User, wrote: Sequence[User]) -> Verdict:
    """An empty final verdict, with everybody who has a part in it."""
    last = figure.verdicts.filter(author=author).aggregate(last=Max("round"))["last"] or 0
    final = Verdict.objects.create(figure=figure, author=author, round=last + 1, kind=Kind.FINAL)
    people = {person.pk: person for person in wrote}
    VerdictContributor.objects.bulk_create(VerdictContributor(verdict=final, user=each) for each in people.values())
    return final


def _close(readings: Sequence[Verdict], final: Verdict, seen: Seen) -> None:
    for reading in readings:
        verdicts.move(reading, seen[reading.pk], State.ADJUDICATED, final=final)


def starting_from(reading: Verdict) -> dict[str, Any]:
    """What a final verdict begins with when a reading is taken over."""
    columns = {name: getattr(reading, name) for name in (*DECIDED, "as_of", "line", "reasons")}
    estimates = [each.calculation_id for each in reading.estimates.all()]
    return {**columns, "evidence": [each.claim_id for each in reading.evidence.all()], "estimates": estimates}

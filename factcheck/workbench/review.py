"""Review: a person takes a discrepancy, reads its passages, asks for help, lets it go or dismisses it.

The decision itself is a verdict (verdicts.py). A discrepancy moves only along `MOVES`; a lease is taken by
compare-and-set, so two people never hold the same one. In a story that is read twice there are two leases, one for each
of two readings.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench import evidence
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove
from factcheck.workbench.history import Act, note, note_all, note_quietly
from factcheck.workbench.models import Claim, Discrepancy, Enquiry, Lease, SecondLease, Sighting, Skip, Verdict
from factcheck.workbench.permissions import require
from factcheck.workbench.review_queue import gravest_for

ATTEMPTS = 50
State = Discrepancy.State
SETTLED = {State.DECIDED, State.DISMISSED}
Hold = Lease | SecondLease
MOVES: dict[str, set[str]] = {
    State.OPEN: {State.IN_REVIEW, State.DISMISSED, State.DECIDED},
    State.IN_REVIEW: {State.OPEN, State.HELP_NEEDED, State.AWAITING_SOURCE, State.DECIDED, State.DISMISSED},
    State.HELP_NEEDED: {State.IN_REVIEW, State.OPEN, State.DECIDED, State.DISMISSED},
    State.AWAITING_SOURCE: {State.IN_REVIEW, State.OPEN, State.DECIDED, State.DISMISSED},
    State.DECIDED: {State.OPEN},
    State.DISMISSED: {State.OPEN},
}


def move(discrepancy: Discrepancy, to: str, **columns: Any) -> None:
    """Change the state by compare-and-set. Raises IllegalMove off the table, Conflict when somebody was faster.

    What settles it keeps the evidence as it stands, so that a later change can be shown; opening it again forgets it.
    """
    if to not in MOVES[discrepancy.state]:
        raise IllegalMove(
            f"It is {discrepancy.get_state_display().lower()} and cannot become {State(to).label.lower()}."
        )
    if to in SETTLED:
        columns |= {"settled_on": evidence.as_settled(discrepancy), "evidence_changed_at": None}
    elif discrepancy.state in SETTLED:
        columns |= {"settled_on": None, "evidence_changed_at": None, "dismissal": "", "dismissed_by": None}
    done = Discrepancy.objects.filter(pk=discrepancy.pk, state=discrepancy.state, version=discrepancy.version).update(
        state=to, version=discrepancy.version + 1, **columns
    )
    if not done:
        raise Conflict("Somebody else changed this discrepancy meanwhile. Look at it as it is now.")
    discrepancy.refresh_from_db()


@transaction.atomic
def take(discrepancy: Discrepancy, by: User) -> Hold:
    """Hold the discrepancy for some minutes; holding it already makes the hold longer."""
    require(by, "discrepancy.take", discrepancy)
    story = discrepancy.story.hold()
    discrepancy = Discrepancy.objects.select_for_update(no_key=True).get(pk=discrepancy.pk)
    if not discrepancy.is_waiting:
        raise IllegalMove(f"It is {discrepancy.get_state_display().lower()} already; an editor can reopen it.")
    kind = _place_for(discrepancy, by) if story.read_twice else Lease
    now = timezone.now()
    until = now + timedelta(seconds=settings.LEASE_SECONDS)
    free = kind.objects.filter(Q(expires_at__lte=now) | Q(holder=by), discrepancy=discrepancy)
    renewed = kind.objects.filter(discrepancy=discrepancy, holder=by, expires_at__gt=now).exists()
    if not free.update(holder=by, expires_at=until):
        try:
            with transaction.atomic():
                kind.objects.create(discrepancy=discrepancy, holder=by, expires_at=until)
        except IntegrityError:
            raise _held_by(kind.objects.select_related("holder").get(discrepancy=discrepancy)) from None
    before = discrepancy.state
    if before != State.IN_REVIEW:
        move(discrepancy, State.IN_REVIEW)
    if not renewed:
        payload = {"until": until.isoformat(), "before": before, "version": discrepancy.version}
        note(discrepancy.story, "discrepancy.taken", discrepancy, by, payload)
    return kind.objects.get(discrepancy=discrepancy)


def _place_for(discrepancy: Discrepancy, by: User) -> type[Hold]:
    """Where this person's hold is kept in a story that is read twice: their own place, else one that is free.

    Raises IllegalMove when they read it already or both readings are in, Conflict when whoever reads it holds it.
    """
    handed_in = list(Verdict.objects.independent().filter(discrepancies=discrepancy, state=Verdict.State.SUBMITTED))
    if any(each.place == 2 for each in handed_in):
        raise IllegalMove("Both readings of this are in; an editor makes one verdict of them.")
    if any(each.author_id == by.pk for each in handed_in):
        raise IllegalMove("Your reading of this is in. Somebody else reads it now, without sight of yours.")
    held = {type(hold): hold for hold in live_holds(discrepancy)}
    own = next((kind for kind, hold in held.items() if hold.holder_id == by.pk), None)
    if own is None and len(held) >= (1 if handed_in else 2):
        raise _held_by(*held.values())
    return own or next(kind for kind in (Lease, SecondLease) if kind not in held)


def live_holds(discrepancy: Discrepancy) -> list[Hold]:
    """The holds that have not run out: at most one, and two where two people read."""
    now = timezone.now()
    kinds: tuple[type[Hold], ...] = (Lease, SecondLease) if discrepancy.story.read_twice else (Lease,)
    rows = (kind.objects.filter(discrepancy=discrepancy, expires_at__gt=now).select_related("holder") for kind in kinds)
    return [hold for found in rows for hold in found]


def _held_by(*holds: Hold) -> Conflict:
    told = ", ".join(f"{hold.holder} holds it until {timezone.localtime(hold.expires_at):%H:%M}" for hold in holds)
    return Conflict(f"{told}.")


def take_next(by: User) -> Discrepancy:
    """Take what is free and assigned to the person, or else to nobody, the gravest first; no two people get the same.

    The story is locked first, as everywhere; what is gravest is asked again under its lock, so that people who ask at
    once in one story are given one each. Raises IllegalMove when nothing is free, Conflict when others were faster
    every time.
    """
    gravest = gravest_for(by)
    for _ in range(ATTEMPTS):
        if gravest is None:
            raise IllegalMove("Nothing is free to be taken: all that waits is somebody’s, or waits for an answer.")
        with transaction.atomic():
            story = gravest.story.hold()
            gravest = gravest_for(by)
            if gravest is not None and gravest.story_id == story.pk:
                take(gravest, by)
                return gravest
    raise Conflict("Others were faster each time. Try again.")


def holds(discrepancy: Discrepancy, user: User) -> bool:
    return any(hold.holder_id == user.pk for hold in live_holds(discrepancy))


def check_free(discrepancy: Discrepancy, user: User) -> None:
    """Raise Conflict while somebody else is deciding it."""
    others = [hold for hold in live_holds(discrepancy) if hold.holder_id != user.pk]
    if others:
        raise _held_by(*others)


def end_lease(*discrepancies: Discrepancy, holder: User | None = None) -> None:
    """End the holds on these, or only those of one person."""
    whose = {} if holder is None else {"holder": holder}
    ended = {"discrepancy__in": [each.pk for each in discrepancies], **whose}
    Lease.objects.filter(**ended).update(expires_at=timezone.now())
    if any(each.story.read_twice for each in discrepancies):
        SecondLease.objects.filter(**ended).update(expires_at=timezone.now())


def let_go(discrepancy: Discrepancy, holder: User | None = None) -> None:
    """End the holds, or one person's; it is open again when nobody else holds it."""
    end_lease(discrepancy, holder=holder)
    if discrepancy.state == State.IN_REVIEW and not live_holds(discrepancy):
        move(discrepancy, State.OPEN)


@transaction.atomic
def release(discrepancy: Discrepancy, by: User) -> None:
    """Give it back to the queue. An editor may lift another person's hold."""
    discrepancy.story.hold()
    theirs = holds(discrepancy, by)
    if not theirs:
        require(by, "lease.lift", discrepancy)
    let_go(discrepancy, by if theirs else None)
    note(discrepancy.story, "discrepancy.released", discrepancy, by, {})


@transaction.atomic
def skip(discrepancy: Discrepancy, by: User) -> None:
    """Leave it to others for now: whoever held it gives it back, and is not given it again while it stays as it is."""
    require(by, "discrepancy.take", discrepancy)
    discrepancy.story.hold()
    discrepancy = Discrepancy.objects.select_for_update(no_key=True).get(pk=discrepancy.pk)
    before, held = discrepancy.state, holds(discrepancy, by)
    if held:
        let_go(discrepancy, by)
    now = {"version": discrepancy.version, "at": timezone.now()}
    Skip.objects.update_or_create(user=by, discrepancy=discrepancy, defaults=now)
    payload = {"before": before, "held": held, "version": discrepancy.version}
    act = Act("discrepancy.skipped", discrepancy, payload)
    if held:
        note_all(discrepancy.story, by, [act])
    else:
        note_quietly(discrepancy.story, by, act)


@transaction.atomic
def undo_skip(discrepancy: Discrepancy, by: User, undoes: Entry) -> None:
    """Give back to this person what they skipped; held again, if they held it. `undoes` is the entry of the act."""
    require(by, "discrepancy.take", discrepancy)
    discrepancy = _as_left(discrepancy, undoes)
    Skip.objects.filter(user=by, discrepancy=discrepancy).delete()
    if undoes.values["held"]:
        take(discrepancy, by)
    note(discrepancy.story, "discrepancy.skip-undone", discrepancy, by, {"undoes": undoes.pk})


@transaction.atomic
def ask_for_help(discrepancy: Discrepancy, by: User, why: str) -> None:
    """Mark it as needing another pair of eyes, saying what for, and let it go."""
    require(by, "discrepancy.take", discrepancy)
    if not why.strip():
        raise BadInput("Say in a few words what help is needed.", "why")
    discrepancy.story.hold()
    if not holds(discrepancy, by):
        raise IllegalMove("Take it first; then ask for help.")
    end_lease(discrepancy, holder=by)
    move(discrepancy, State.HELP_NEEDED)
    note(discrepancy.story, "discrepancy.help-needed", discrepancy, by, {}, why)


@transaction.atomic
def dismiss(discrepancy: Discrepancy, by: User, why: str) -> None:
    """Take an engine mistake or a duplicate out of the queue, with the reason."""
    require(by, "discrepancy.dismiss", discrepancy)
    if not why.strip():
        raise BadInput("Say why it is dismissed: an engine mistake, a duplicate …", "why")
    discrepancy.story.hold()
    note_all(discrepancy.story, by, [dismissed(discrepancy, by, why)])


def dismissed(discrepancy: Discrepancy, by: User, why: str, name: str = "discrepancy.dismissed") -> Act:
    """What dismissing does to one discrepancy whose story is held; gives the act for the history."""
    require(by, "discrepancy.dismiss", discrepancy)
    check_free(discrepancy, by)
    end_lease(discrepancy)
    before = discrepancy.state
    move(discrepancy, State.DISMISSED, dismissal=why.strip()[:300], dismissed_by=by)
    return Act(name, discrepancy, {"before": before, "version": discrepancy.version}, why)


@transaction.atomic
def reopen(discrepancy: Discrepancy, by: User, why: str) -> None:
    """Put a dismissed discrepancy back into the queue, with a reason."""
    require(by, "discrepancy.dismiss", discrepancy)
    if not why.strip():
        raise BadInput("Say why it is opened again.", "why")
    discrepancy.story.hold()
    if discrepancy.state != State.DISMISSED:
        raise IllegalMove("Only a dismissed discrepancy is reopened here; a decided one through its verdict.")
    move(discrepancy, State.OPEN)
    note(discrepancy.story, "discrepancy.reopened", discrepancy, by, {}, why)


@transaction.atomic
def undo_take(discrepancy: Discrepancy, by: User, undoes: Entry) -> None:
    """Give back what this person took: it waits again as it did before. `undoes` is the history's entry of the act."""
    require(by, "discrepancy.take", discrepancy)
    discrepancy = _as_left(discrepancy, undoes)
    if not discrepancy.story.read_twice:
        check_free(discrepancy, by)
    end_lease(discrepancy, holder=by)
    if not live_holds(discrepancy):
        _wait_again(discrepancy, undoes)
    note(discrepancy.story, "discrepancy.take-undone", discrepancy, by, {"undoes": undoes.pk})


@transaction.atomic
def undo_dismissal(discrepancy: Discrepancy, by: User, undoes: Entry) -> None:
    """Put back into the queue what this person dismissed, as it waited before. `undoes` is the entry of the act."""
    discrepancy = _as_left(discrepancy, undoes)
    note_all(discrepancy.story, by, [dismissal_undone(discrepancy, by, undoes)])


def dismissal_undone(discrepancy: Discrepancy, by: User, undoes: Entry) -> Act:
    """What undoing a dismissal does to one discrepancy that is locked as the act left it."""
    require(by, "discrepancy.dismiss", discrepancy)
    _wait_again(discrepancy, undoes)
    return Act("discrepancy.dismissal-undone", discrepancy, {"undoes": undoes.pk})


def _as_left(discrepancy: Discrepancy, undoes: Entry) -> Discrepancy:
    """The discrepancy, locked, as the act left it. Raises Conflict when it changed since."""
    discrepancy.story.hold()
    discrepancy = Discrepancy.objects.select_for_update(no_key=True).get(pk=discrepancy.pk)
    if discrepancy.version != undoes.values["version"]:
        raise Conflict("Somebody else changed this discrepancy meanwhile. Look at it as it is now.")
    return discrepancy


def _wait_again(discrepancy: Discrepancy, undoes: Entry) -> None:
    """Let it wait as it did before the act; for a source only while one is still being asked."""
    before = undoes.values["before"]
    asking = Enquiry.objects.open().filter(discrepancy=discrepancy, came_due_at=None)
    if before == State.AWAITING_SOURCE and not asking.exists():
        before = State.OPEN
    way = {State.AWAITING_SOURCE: [State.IN_REVIEW, before], State.HELP_NEEDED: [State.IN_REVIEW, before]}
    for state in [State.OPEN, *way.get(before, [])]:
        move(discrepancy, state)


def settled_again(discrepancy: Discrepancy) -> None:
    """Keep the present evidence with a decided discrepancy: a newer verdict rests on it. Called by its approval."""
    Discrepancy.objects.filter(pk=discrepancy.pk).update(
        settled_on=evidence.as_settled(discrepancy), evidence_changed_at=None
    )


@transaction.atomic
def uphold(discrepancy: Discrepancy, by: User, version: int, why: str) -> None:
    """Say that a dismissal holds on the present evidence. `version` is the one whose evidence was on the screen."""
    require(by, "discrepancy.dismiss", discrepancy)
    if not why.strip():
        raise BadInput("Say why it still holds.", "why")
    discrepancy.story.hold()
    discrepancy.refresh_from_db()
    if discrepancy.state != State.DISMISSED or discrepancy.evidence_changed_at is None:
        raise IllegalMove("Only a dismissal whose evidence changed has to be looked at again.")
    done = Discrepancy.objects.filter(pk=discrepancy.pk, version=version).update(
        settled_on=evidence.as_settled(discrepancy), evidence_changed_at=None, dismissed_by=by, version=version + 1
    )
    if not done:
        raise Conflict("The evidence changed once more meanwhile. Look at it as it is now.")
    note(discrepancy.story, "discrepancy.upheld", discrepancy, by, {"dismissal": discrepancy.dismissal}, why)


def see(claim: Claim, by: User) -> None:
    """Record that the claim's passage was on the person's screen, in its paragraph."""
    Sighting.objects.bulk_create([Sighting(user=by, claim=claim)], ignore_conflicts=True)


def unseen(claims: list[Claim], user: User) -> list[Claim]:
    """Those claims whose passages the person has not had on the screen yet."""
    seen = set(Sighting.objects.filter(user=user, claim__in=claims).values_list("claim_id", flat=True))
    return [claim for claim in claims if claim.pk not in seen]

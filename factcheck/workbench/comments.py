"""Comments: words about a claim, a discrepancy or a passage, and who is told of them. The one write path.

Comes in: anybody who may see the story and has a role beyond reading. Next: notifications.py. The history tells that
somebody commented; the words stay with the comment, so that its author can take them back.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench import notifications, verdicts
from factcheck.workbench.claims import locate
from factcheck.workbench.errors import BadInput, IllegalMove, NotPermitted
from factcheck.workbench.history import note
from factcheck.workbench.models import Claim, Comment, Discrepancy, Document, Figure, Notification, Story, Verdict
from factcheck.workbench.models.comments import COMMENT_LENGTH
from factcheck.workbench.names import hidden_from
from factcheck.workbench.permissions import require

AT = re.compile(r"(?:^|(?<=\s))@")
Subject = Claim | Discrepancy | Document


@transaction.atomic
def add(subject: Subject, by: User, text: str, *, words: str = "", before: str = "", after: str = "") -> Comment:
    """Say something about a claim, a discrepancy, or the selected `words` of a document.

    “@” with a name mentions somebody who may see the story, and tells them. Raises BadInput, naming the field.
    """
    require(by, "comment.add", subject)
    text = text.strip()
    if not text:
        raise BadInput("Write something first.", "text")
    if len(text) > COMMENT_LENGTH:
        raise BadInput(f"Write {COMMENT_LENGTH:,} characters at most; this has {len(text):,}.", "text")
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise BadInput("There is a character in it that cannot be kept. Delete it and try again.", "text")
    comment = Comment(story=subject.story, author=by, text=text, reading=_reading_of(subject, by))
    if isinstance(subject, Document):
        comment.document = subject
        comment.start, comment.end = locate(subject.text, words, before, after)
    else:
        setattr(comment, str(subject._meta.model_name), subject)
    comment.save()
    mentioned = [person for person in mentioned_in(text, subject.story) if person.pk != by.pk]
    comment.mentions.set(mentioned)
    notifications.tell(mentioned, Notification.Kind.MENTION, by, subject.story, comment=comment)
    others = _commented_before(comment, leave_out={by.pk, *(person.pk for person in mentioned)})
    notifications.tell(others, Notification.Kind.ANSWER, by, subject.story, comment=comment)
    payload = {"on": subject._meta.model_name, "id": subject.pk, "people": sorted(person.pk for person in mentioned)}
    note(subject.story, "comment.added", comment, by, payload)
    return comment


def _reading_of(subject: Subject, by: User) -> Verdict | None:
    """The independent verdict that the person is writing about what they comment on: it is shown with that, not before.

    Whoever holds such a discrepancy begins one with the comment.
    """
    if not subject.story.read_twice:
        return None
    figures = Figure.objects.filter(story=subject.story)
    if isinstance(subject, Discrepancy):
        figures = figures.filter(discrepancies=subject)
    elif isinstance(subject, Claim):
        figures = figures.filter(Q(memberships__claim=subject) | Q(discrepancies__claims=subject))
    else:
        figures = figures.filter(memberships__claim__document=subject)
    begun = Verdict.objects.sealed().filter(author=by, figure__in=figures.values("pk")).order_by("-pk").first()
    if begun is not None:
        return begun
    now = timezone.now()
    first = Q(discrepancies__lease__holder=by, discrepancies__lease__expires_at__gt=now)
    second = Q(discrepancies__second_lease__holder=by, discrepancies__second_lease__expires_at__gt=now)
    held = figures.filter(first | second).order_by("place", "pk").first()
    return verdicts.begin(held, by) if held is not None else None


@transaction.atomic
def take_back(comment: Comment, by: User) -> Comment:
    """Empty one's own comment; that there was one stays. Whoever was told of it was told."""
    require(by, "comment.add", comment)
    if comment.author_id != by.pk:
        raise NotPermitted("Only its author may take a comment back.")
    done = Comment.objects.filter(pk=comment.pk, taken_back_at=None).update(
        text="(taken back)", taken_back_at=timezone.now()
    )
    if not done:
        raise IllegalMove("This comment was taken back already.")
    comment.refresh_from_db()
    note(comment.story, "comment.taken-back", comment, by, {})
    return comment


def audience(story: Story) -> list[User]:
    """Everybody who may see the story, by name: whom a comment in it can mention."""
    people = User.objects.filter(is_active=True, memberships__desk=story.desk_id, memberships__ended_at=None)
    if story.restricted:
        people = people.filter(pk__in=story.members.values("user_id"))
    return list(people.distinct().order_by("name"))


def mentioned_in(text: str, story: Story) -> list[User]:
    """The people whom the text mentions: “@Ana Checker”, or “@Ana” where that can only be one person."""
    places = [found.end() for found in AT.finditer(text)]
    if not places:
        return []
    people = audience(story)
    full = {person.name.casefold(): person for person in people if person.name}
    firsts: dict[str, list[User]] = {}
    for person in people:
        firsts.setdefault(person.name.split(" ")[0].casefold(), []).append(person)
    names = full | {first: who[0] for first, who in firsts.items() if len(who) == 1}
    found: dict[int, User] = {}
    for place in places:
        rest = text[place:].casefold()
        # The longest name that fits, so that “@Ana Checker” is not read as another Ana.
        name = max(
            (name for name in names if name and re.match(rf"{re.escape(name)}(?!\w)", rest)), key=len, default=""
        )
        if name:
            found[names[name].pk] = names[name]
    return list(found.values())


def on(subject: Any, reader: User) -> list[Comment]:
    """The comments on a thing, oldest first, for somebody who may see it, without names that they may not know."""
    rows = Comment.objects.visible_to(reader).filter(**{str(subject._meta.model_name): subject})
    rows = rows.select_related("author", "document", "claim", "discrepancy").prefetch_related("mentions")
    hidden = hidden_from(reader, [subject.story_id])
    return [hidden.hide_in(comment, "text") for comment in rows]


def with_their_number(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The claims, discrepancies or documents, each with `comment_count`, of those that stand and that all may read. No
    query more."""
    of = str(rows.model._meta.model_name)
    standing = Comment.objects.shown_to_all().filter(**{of: OuterRef("pk")}, taken_back_at=None).order_by()
    number = standing.values(of).annotate(number=Count("pk")).values("number")
    return rows.annotate(comment_count=Coalesce(Subquery(number), 0))


def _commented_before(comment: Comment, leave_out: set[int]) -> list[User]:
    """Who else commented on the same thing and may still see it."""
    subject = comment.subject
    before = Comment.objects.filter(**{str(subject._meta.model_name): subject}, pk__lt=comment.pk)
    wanted = set(before.values_list("author_id", flat=True)) - leave_out
    return [person for person in audience(comment.story) if person.pk in wanted] if wanted else []

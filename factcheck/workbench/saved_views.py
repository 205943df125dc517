"""Saved views: ways of looking at the queue that a person keeps under a name. Nobody else sees them.

Comes in: the queue's address as somebody narrowed it. Next: the queue lists them beside its own parts. They are a
person's own, like what they choose to be told of, and no part of the history.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction

from factcheck.accounts.models import User
from factcheck.workbench.errors import BadInput
from factcheck.workbench.models import SavedView
from factcheck.workbench.models.queue import NAME_LENGTH, QUERY_LENGTH

MOST = 20


@transaction.atomic
def save(by: User, name: str, query: str) -> SavedView:
    """Keep a view. `query` is a query string of the queue's form with nothing else in it."""
    name = _checked(name)
    if not query:
        raise BadInput("Narrow the queue first, or choose a part of it; then save that.", "name")
    if len(query) > QUERY_LENGTH:
        raise BadInput("This asks for too much to be kept. Ask for fewer words.", "name")
    if SavedView.objects.filter(user=by).count() >= MOST:
        raise BadInput(f"You have {MOST} views already. Delete one first.", "name")
    try:
        with transaction.atomic():
            return SavedView.objects.create(user=by, name=name, query=query)
    except IntegrityError:
        raise BadInput("You have a view of this name already. Choose another one.", "name") from None


@transaction.atomic
def rename(view: SavedView, by: User, name: str) -> None:
    """Give one's own view another name."""
    name = _checked(name)
    try:
        with transaction.atomic():
            SavedView.objects.visible_to(by).filter(pk=view.pk).update(name=name)
    except IntegrityError:
        raise BadInput("You have a view of this name already. Choose another one.", "name") from None


def delete(view: SavedView, by: User) -> None:
    """Keep one's own view no longer."""
    SavedView.objects.visible_to(by).filter(pk=view.pk).delete()


def _checked(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy:
        raise BadInput("Give the view a name.", "name")
    if len(tidy) > NAME_LENGTH or "\x00" in tidy:
        raise BadInput(f"Write {NAME_LENGTH} characters at most, without hidden ones.", "name")
    return tidy

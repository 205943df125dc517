"""What the history's tests start from: a person, acts of two words, and a chain with five entries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction

from factcheck.record import chain
from factcheck.record.models import Entry

Told = Callable[..., Entry]


@pytest.fixture
def person(db: None) -> Any:
    return get_user_model().objects.create(email="ada@desk.example", name="Ada")


@pytest.fixture
def tell(person: Any) -> Told:
    """Append one act, of story 12 unless told otherwise."""

    def tell_one(kind: str = "story", number: int = 12, **given: Any) -> Entry:
        told: dict[str, Any] = {
            "act": "claim.accepted",
            "actor": person,
            "subject_type": "claim",
            "subject_id": 7,
            "payload": {"before": {"state": "suggested"}, "after": {"state": "accepted"}},
        }
        with transaction.atomic():
            return chain.append(kind, number, **(told | given))

    return tell_one


@pytest.fixture
def five(tell: Told) -> list[Entry]:
    """Five entries of story 12, the third with a reason."""
    return [tell(subject_id=place, reason="A second source." if place == 3 else "") for place in range(1, 6)]

"""One world for all tests of a module, so that it is built once: a transaction around them keeps it.

A module that wants it says so with two fixtures of its own: `cast`, which gives `kept.cast`, and `world`, which gives
`kept.world`. What a test changes is undone after it, in the database and in the objects. Not for tests that commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from tests.cast import Cast, assemble
from tests.workbench import world as worlds
from tests.workbench.suggestions import make_claim


@dataclass(frozen=True)
class Kept:
    cast: Cast
    world: worlds.World


@pytest.fixture(scope="module")
def kept_in_the_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Kept]:
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        cast = assemble()
        kept = Kept(cast, worlds.build(cast, make_claim))
    yield kept
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def kept(kept_in_the_module: Kept, db: None) -> Kept:
    return deepcopy(kept_in_the_module)

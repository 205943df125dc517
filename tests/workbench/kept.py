"""One world, or one disagreement, for all tests of a module, so that it is built once: a transaction around them keeps it.

A module that wants the world says so with two fixtures of its own: `cast`, which gives `kept.cast`, and `world`, which
gives `kept.world`. One that wants the disagreement of conftest.py says `KEEPS_DISAGREEMENT = True`: its story holds that
from the start. What a test changes is undone after it, in the database and in the objects. Not for tests that commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from tests.cast import Cast, assemble
from tests.workbench import world as worlds
from tests.workbench.disagreement import Disagreement, ferry_report, ferry_story
from tests.workbench.disagreement import build as disagree
from tests.workbench.suggestions import make_claim


@dataclass(frozen=True)
class Kept:
    cast: Cast
    world: worlds.World


@dataclass(frozen=True)
class KeptDisagreement:
    cast: Cast
    disagreement: Disagreement


@contextmanager
def around_all_tests(django_db_blocker: Any) -> Iterator[None]:
    """Build within it; what was built is undone when whoever wanted it goes on."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="module")
def kept_in_the_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Kept]:
    with around_all_tests(django_db_blocker):
        with django_db_blocker.unblock():
            cast = assemble()
            kept = Kept(cast, worlds.build(cast, make_claim))
        yield kept


@pytest.fixture(scope="module", autouse=True)
def disagreement_in_the_module(request: pytest.FixtureRequest) -> Iterator[KeptDisagreement | None]:
    if not getattr(request.module, "KEEPS_DISAGREEMENT", False):
        yield None
        return
    request.getfixturevalue("django_db_setup")
    django_db_blocker = request.getfixturevalue("django_db_blocker")
    with around_all_tests(django_db_blocker):
        with django_db_blocker.unblock():
            cast = assemble()
            story = ferry_story(cast)
            kept = KeptDisagreement(cast, disagree(story, ferry_report(story, cast), make_claim))
        yield kept


@pytest.fixture
def kept_disagreement(disagreement_in_the_module: KeptDisagreement | None, db: None) -> KeptDisagreement | None:
    return deepcopy(disagreement_in_the_module)


@pytest.fixture
def kept(kept_in_the_module: Kept, db: None) -> Kept:
    return deepcopy(kept_in_the_module)

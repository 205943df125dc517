"""What the attacks start from: the world of the permission tables, and browsers of the cast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.workbench import world as worlds
from tests.workbench.conftest import cast, document, make_claim, signed_in, story, work  # noqa: F401
from tests.workbench.visiting import address_of, names_of_addresses, things_of

SignIn = Callable[[str], Client]


@pytest.fixture
def world(cast: Cast, make_claim: Any) -> worlds.World:  # noqa: F811
    return worlds.build(cast, make_claim)


@pytest.fixture
def addresses(world: worlds.World, cast: Cast) -> dict[str, str]:  # noqa: F811
    """Name of an address -> its path with things of the open story in it."""
    things = things_of(world.open_story, cast)
    return {name: address_of(name, route, things) for name, route in names_of_addresses().items()}

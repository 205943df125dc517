"""The secret walk through a story that is read twice: what a first reader wrote is sealed until the second one is in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Cast
from tests.workbench import world as worlds
from tests.workbench.test_secret_walk import addresses, answers, sign_in, text_of


@pytest.mark.parametrize("person", ["second_checker", "editor", "viewer", "administrator", "superuser"])
def test_nobody_finds_a_reading_before_the_other_one_is_in(cast: Cast, make_claim: Any, person: str) -> None:
    """The second reader above all: not its line, numbers, decision or reasons, nor what its author said meanwhile."""
    reading = worlds.add_reading(cast, make_claim)
    client = sign_in(cast, person)
    leaks = []
    for address in list(addresses()):
        for method, response in answers(client, address):
            text = text_of(response)
            leaks += [f"{method} {address} tells {word}" for word in worlds.SEALED_WORDS if word in text]
            itself = f"verdict/{reading.pk}/" in address or f"verdicts/{reading.pk}/" in address
            if not itself and (f"/verdicts/{reading.pk}/" in text or f"verdict/{reading.pk}/" in text):
                leaks.append(f"{method} {address} leads to the reading")
    assert not leaks, "\n".join(leaks)


def test_the_author_finds_it_and_everybody_does_when_both_are_in(cast: Cast, make_claim: Any) -> None:
    reading = worlds.add_reading(cast, make_claim)

    def met(person: str) -> set[str]:
        client = sign_in(cast, person)
        texts = [text_of(client.get(address)) for address in addresses()]
        return {word for word in worlds.SEALED_WORDS for text in texts if word in text}

    assert met("checker") >= {"Ocelotgrave", "Brindlemoor", "Tansyfold", "61,728,394"}
    claims = [each.claim for each in reading.evidence.all()]
    worlds.decide(reading.discrepancies.get(), claims, cast.second_checker)
    assert met("second_checker") >= {"Ocelotgrave", "Brindlemoor", "Tansyfold", "61,728,394"}

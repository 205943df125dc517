"""What extraction is known not to read yet; each row says why. A row that begins to pass must move to its phenomenon."""

import pytest

from tests.engine.reading import claims_of


@pytest.mark.xfail(reason="missing, feared dead: only missing is told, not killed as possible beside it", strict=True)
def test_missing_feared_dead_is_killed_only_as_possible():
    told = {(claim["measure"], claim["certainty"]) for claim in claims_of("Forty people are missing, feared dead.")}
    assert told == {("missing", "asserted"), ("killed", "possible")}


@pytest.mark.parametrize(
    ("passage", "speaker"),
    [
        pytest.param(
            "The mayor of Port Amber, Lena Ruiz, said 12 people had been killed.",
            "Lena Ruiz",
            marks=pytest.mark.xfail(
                reason="an apposed name is not joined to the office before it", strict=True, raises=AssertionError
            ),
        ),
        pytest.param(
            "The Lowland Observatory said 14 people were killed. Two of the dead were medics, the group said.",
            "the Lowland Observatory",
            marks=pytest.mark.xfail(
                reason="the group is not led back to the body named before", strict=True, raises=AssertionError
            ),
        ),
    ],
)
def test_speakers_that_are_not_found_yet(passage, speaker):
    claimant = claims_of(passage)[-1]["claimant"]
    assert claimant["name"] is not None
    assert speaker.casefold() in claimant["name"].casefold()

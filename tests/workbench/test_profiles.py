"""Source profiles: which claims count as a source's, how they stand beside verdicts, and who may read it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factcheck.workbench import ingest, profiles, sources
from factcheck.workbench.errors import NotPermitted
from factcheck.workbench.models import Claim, Discrepancy, Evidence, Figure, FigureMembership, Source, Story, Verdict
from tests.cast import Cast
from tests.workbench import world as worlds

SignIn = Callable[[str], Client]


@pytest.fixture
def ministry(cast: Cast) -> Source:
    return Source.objects.create(desk=cast.desk, name="Ministry of Health", kind=Source.Kind.AUTHORITY)


@pytest.fixture
def story(cast: Cast) -> Story:
    return ingest.add_story(cast.desk, "Flood at Noor", cast.reporter)


@pytest.fixture
def speak(cast: Cast, story: Story, make_claim: Any) -> Callable[..., Figure]:
    """A figure in which the ministry gives a number: an interval, beside an approved verdict if there is one."""
    count = iter(range(1, 100))

    def make(
        low: str | None, high: str | None, verdict: tuple[str | None, str | None, str | None] | None = None, **more: Any
    ) -> Figure:
        number = next(count)
        text = f"Report {number}\n\nThe ministry said {low or high} people were hurt.\n"
        publisher = more.pop("publisher", "Noor Post")
        document = ingest.add_document(story, ingest.pasted(text), cast.reporter, publisher=publisher)
        method, source = more.pop("method", "range"), more.pop("source", None)
        more.setdefault("claimant", worlds.by("Ministry of Health"))
        claim = make_claim(document, f"{low or high} people", measure="injured", low=low, high=high, **more)
        Claim.objects.filter(pk=claim.pk).update(source=source)
        figure = Figure.objects.create(
            story=story, key=f"injured:{number}", label=f"How many, {number}?", measure="injured"
        )
        FigureMembership.objects.create(figure=figure, claim=claim)
        if verdict:
            ends = [None if end is None else Decimal(end) for end in verdict]
            made = Verdict.objects.create(
                figure=figure, author=cast.checker, state="approved", decision="imprecise", reasons="Read.",
                method=method, low=ends[0], best=ends[1], high=ends[2], approved_by=cast.editor,
            )  # fmt: skip
            Evidence.objects.create(verdict=made, claim=claim)
        return figure

    return make


# The claim's ends, the verdict's low, best and high -> direction and factor. None where nothing is compared.
BESIDE = {
    "inside the range": (("30", "30"), ("20", None, "40"), ("within", None)),
    "on its end": (("40", "40"), ("20", None, "40"), ("within", None)),
    "twice as high": (("80", "80"), ("20", None, "40"), ("above", "2.0")),
    "a third of it": (("7", "7"), ("21", "30", "40"), ("below", "3.0")),
    "beside the best alone": (("45", "45"), (None, "30", None), ("above", "1.5")),
    "an open end reaches it": (("10", None), ("20", None, "40"), ("within", None)),
    "an open end above it": (("100", None), ("20", None, "40"), ("above", "2.5")),
    "something beside nothing": (("5", "5"), ("0", "0", "0"), ("above", None)),
    "nothing beside something": (("0", "0"), ("12", None, "12"), ("below", None)),
    "a verdict without a number": (("5", "5"), (None, None, None), None),
}


@pytest.mark.parametrize("case", BESIDE)
def test_how_a_number_stands_beside_the_verdict(cast: Cast, speak: Any, ministry: Source, case: str) -> None:
    said, verdict, expected = BESIDE[case]
    speak(*said, verdict)
    points = profiles.profile_of(ministry, cast.editor).points
    if expected is None:
        assert points == []
    else:
        direction, factor = expected
        assert [(point.direction, point.factor) for point in points] == [
            (direction, None if factor is None else Decimal(factor))
        ]
        assert (points[0].position < 50) == (direction == "below")
        assert (points[0].position > 50) == (direction == "above")


def test_own_and_other_losses_are_told_apart_and_the_middle_is_the_median(
    cast: Cast, speak: Any, ministry: Source
) -> None:
    for number, side in (("5", "own"), ("2", "own"), ("30", "other"), ("60", "other"), ("400", "other"), ("10", None)):
        speak(number, number, ("10", "10", "10"), side=side)
    own, other, neither = profiles.profile_of(ministry, cast.editor).tallies
    assert (own.below, own.within, own.above, own.factor_below) == (2, 0, 0, Decimal("3.5"))
    assert (other.above, other.factor_above, other.factor_below) == (3, Decimal("6.0"), None)
    assert (neither.within, neither.factor_above) == (1, None)


def test_a_verdict_that_preferred_the_source_says_nothing_about_it(cast: Cast, speak: Any, ministry: Source) -> None:
    speak("10", "10", ("10", "10", "10"), method="prioritised")
    speak("10", "10", ("20", "20", "20"))
    found = profiles.profile_of(ministry, cast.editor)
    assert (found.figures, found.preferred, [point.direction for point in found.points]) == (2, 1, ["below"])


OWN_VOICE = {
    "text": None, "span": None, "name": None, "name_span": None, "own_voice": True, "anonymous": False, "how": "own",
}  # fmt: skip
# What a claim says of its speaker -> whether it counts as the ministry's.
SPOKEN: dict[str, tuple[dict[str, Any], bool]] = {
    "its name": ({}, True),
    "its name in other letters": ({"claimant": worlds.by("ministry of health")}, True),
    "its other name": ({"claimant": worlds.by("MoH")}, True),
    "somebody else": ({"claimant": worlds.by("the mayor")}, False),
    "an outlet's own voice": ({"claimant": OWN_VOICE}, False),
    "its own voice where it is the outlet": ({"claimant": OWN_VOICE, "publisher": "Ministry of Health"}, True),
}


@pytest.mark.parametrize("case", SPOKEN)
def test_which_claims_are_a_sources(cast: Cast, speak: Any, ministry: Source, case: str) -> None:
    more, counts = SPOKEN[case]
    ministry.aliases.create(name="MoH")
    speak("10", "10", **more)
    assert profiles.profile_of(ministry, cast.editor).figures == (1 if counts else 0)


def test_a_link_counts_more_than_a_name(cast: Cast, speak: Any, ministry: Source) -> None:
    other = Source.objects.create(desk=cast.desk, name="Another ministry")
    speak("10", "10", source=other)
    assert profiles.profile_of(ministry, cast.editor).figures == 0
    assert profiles.profile_of(other, cast.editor).figures == 1


def test_a_confidential_source_is_met_by_its_links_only(cast: Cast, speak: Any, ministry: Source) -> None:
    speak("10", "10")
    speak("20", "20", source=ministry)
    sources.confide(ministry, cast.editor, [], "a government body")
    assert profiles.profile_of(Source.objects.get(pk=ministry.pk), cast.second_editor).figures == 1


def test_contradicted_are_figures_with_a_contradiction_that_stands(cast: Cast, speak: Any, ministry: Source) -> None:
    figures = [speak(str(number), str(number)) for number in range(1, 5)]
    for figure, (kind, state) in zip(
        figures, [("contradiction", "open"), ("contradiction", "dismissed"), ("overstated", "open")], strict=False
    ):
        found = Discrepancy.objects.create(
            story=figure.story, fingerprint=f"{figure.pk}", kind=kind, state=state, severity=1, why="Apart.",
            finding={}, evidence_hash="",
        )  # fmt: skip
        found.figures.set([figure])
        found.claims.set([figure.memberships.get().claim_id])
    profile = profiles.profile_of(ministry, cast.editor)
    assert (profile.contradicted, profile.figures, profile.share) == (1, 4, 25)


@pytest.mark.parametrize(("figures", "warned"), [(0, True), (9, True), (10, False)])
def test_below_ten_figures_the_page_warns(
    cast: Cast, speak: Any, ministry: Source, signed_in: SignIn, figures: int, warned: bool
) -> None:
    for number in range(1, figures + 1):
        speak(str(number), str(number), ("4", "4", "4"))
    page = signed_in("editor").get(f"/sources/{ministry.pk}/profile/").content.decode()
    assert ("too few to say anything" in page or "is compared yet" in page) == warned
    assert page.count("<circle") == figures


def test_only_what_the_editor_may_see_is_counted(cast: Cast, speak: Any, ministry: Source, story: Story) -> None:
    speak("10", "10", ("20", "20", "20"))
    Story.objects.filter(pk=story.pk).update(restricted=True)
    story.members.create(user=cast.editor)
    assert profiles.profile_of(ministry, cast.editor).figures == 1
    assert profiles.profile_of(ministry, cast.second_editor).figures == 0


@pytest.mark.parametrize(
    ("person", "status"),
    [("viewer", 403), ("reporter", 403), ("checker", 403), ("editor", 200), ("administrator", 403), ("outsider", 404)],
)
def test_who_reads_a_profile(
    cast: Cast, speak: Any, ministry: Source, signed_in: SignIn, person: str, status: int
) -> None:
    client = signed_in(person)
    assert client.get(f"/sources/{ministry.pk}/profile/").status_code == status
    if status != 404:
        offered = "/profile/" in client.get(f"/sources/{ministry.pk}/").content.decode()
        assert offered == (status == 200)
    if status == 403:
        with pytest.raises(NotPermitted):
            profiles.profile_of(ministry, cast.fresh(person))


def test_a_profile_costs_no_query_a_figure(cast: Cast, speak: Any, ministry: Source, signed_in: SignIn) -> None:
    client = signed_in("editor")
    counts = []
    for _ in range(2):
        for number in range(1, 6):
            speak(str(number), str(number), ("4", "4", "4"))
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/sources/{ministry.pk}/profile/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16

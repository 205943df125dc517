"""A small world with secrets in it: an open story, a restricted one, and a confidential source in both.

Built through the stage functions. Who may read which secret is said here once, in `SECRETS`; the secret walk and the
permission tables start from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench import (
    calculations,
    comments,
    comparison,
    grouping,
    ingest,
    pairs,
    review,
    rulebooks,
    runs,
    sources,
    verdicts,
    vocabulary,
)
from factcheck.workbench import claims as claim_acts
from factcheck.workbench.calculations import Input
from factcheck.workbench.manuscripts import corrections, drafting, marking, reading, signing
from factcheck.workbench.models import (
    Claim,
    Comment,
    Discrepancy,
    Document,
    Enquiry,
    Figure,
    Manuscript,
    ManuscriptItem,
    Reprint,
    Run,
    SettledPair,
    Settlement,
    Source,
    Story,
    Verdict,
    Working,
)
from factcheck.workbench.settlements import all_together
from tests.cast import Cast

# Word -> the members of the cast who may ever see it. Words that stand nowhere else in the program.
RESTRICTED = frozenset({"checker", "editor"})
CONFIDANTS = frozenset({"second_checker", "editor"})
SECRETS: dict[str, frozenset[str]] = {
    "Halcyonvault": RESTRICTED,  # the restricted story's title
    "Mistralkey": RESTRICTED,  # its text
    "Quillfeather": RESTRICTED,  # its publisher's only document there, by its title
    "Zebulon": CONFIDANTS,  # the confidential source's name
    "Oldhornet": CONFIDANTS,  # its alias
    "Marsh": CONFIDANTS,  # its surname alone
    "4,711": RESTRICTED,  # the number that the restricted story is about
}
# What the first of two readers wrote and said, before the second one handed theirs in: the author's alone.
READING = {
    "line": "Some say Ocelotgrave, some 61,728,394.",
    "reasons": "The Brindlemoor list is the better one.",
    "comment": "Tansyfold is plainly wrong, @Bo.",
}
SEALED_WORDS = ("Ocelotgrave", "61,728,394", "61728394", "Brindlemoor", "Tansyfold", "superseded (", "(superseded")

OPEN_TEXT = """Bridge collapses at Noor

At least 30 people were killed, the governor said.

A senior official said 12 people were killed.
"""
RESTRICTED_TEXT = """Quillfeather memo

The Mistralkey unit lost 4,711 people, a general said.

The ministry said 1,200 people were lost.
"""
PEOPLE = {"text": "people", "head": "person", "lemma": "person", "span": None, "part_of": None, "status": "unknown"}


@dataclass(frozen=True)
class World:
    open_story: Story
    restricted_story: Story
    document: Document
    restricted_document: Document
    claims: list[Claim]
    restricted_claims: list[Claim]
    source: Source
    discrepancy: Discrepancy
    restricted_discrepancy: Discrepancy
    verdict: Verdict
    restricted_verdict: Verdict
    manuscript: Manuscript
    restricted_manuscript: Manuscript


def build(cast: Cast, make_claim: Callable[..., Claim]) -> World:
    """Make it all; the open story's verdict is submitted by `checker`, and so is the restricted one's."""
    source = Source.objects.create(desk=cast.desk, name="Zebulon Marsh", kind=Source.Kind.OFFICIAL)
    source.aliases.create(name="Oldhornet")
    sources.confide(source, cast.editor, [cast.second_checker], "a senior official")
    source.refresh_from_db()
    vocabulary.add(cast.desk, cast.administrator, "unit", "klicks", "km")
    vocabulary.add(cast.desk, cast.administrator, "title", "harbourmaster")
    rulebooks.save(cast.desk, cast.administrator, {"gravity": {"votes": "0.8"}})

    open_story = ingest.add_story(cast.desk, "Bridge at Noor", cast.reporter)
    document = ingest.add_document(open_story, ingest.pasted(OPEN_TEXT), cast.reporter, publisher="Noor Post")
    claims = [
        make_claim(
            document,
            "At least 30",
            measure="killed",
            stated="30",
            low="30",
            hedge="at least",
            population=PEOPLE,
            claimant=by("the governor"),
        ),
        make_claim(
            document,
            "12",
            measure="killed",
            stated="12",
            low="12",
            high="12",
            population=PEOPLE,
            claimant=by("a senior official"),
        ),
    ]
    restricted_story = ingest.add_story(cast.desk, "Halcyonvault", cast.checker, restricted=True)
    # Its maker is its only member; the desk's editor is named as a second one, which only an editor in it could do.
    restricted_story.members.create(user=cast.editor)
    restricted_document = ingest.add_document(restricted_story, ingest.pasted(RESTRICTED_TEXT), cast.checker)
    restricted_claims = [
        make_claim(
            restricted_document,
            "4,711",
            measure="missing",
            stated="4711",
            low="4711",
            high="4711",
            population=PEOPLE,
            claimant=by("a general"),
        ),
        make_claim(
            restricted_document,
            "1,200",
            measure="missing",
            stated="1200",
            low="1200",
            high="1200",
            population=PEOPLE,
            claimant=by("the ministry"),
        ),
    ]
    discrepancy = compare(open_story, claims)
    restricted_discrepancy = compare(restricted_story, restricted_claims)
    # The confidential source speaks in the open story, under its description.
    claims[1] = claim_acts.correct(
        claims[1], cast.editor, claims[1].version, {"claimant": by(str(source))}, source=source
    )
    settle(discrepancy, restricted_discrepancy, cast)
    talk(discrepancy, "Zebulon Marsh told me so.", cast.second_checker, source)
    talk(restricted_discrepancy, "Who counted the Mistralkey?", cast.checker, source)
    estimate(discrepancy, cast.checker, Input("survivors", claim=claims[1], source=source))
    estimate(restricted_discrepancy, cast.checker, Input("Mistralkey", claim=restricted_claims[0], told="Quillfeather"))
    verdict = decide(discrepancy, claims, cast.checker)
    restricted_verdict = decide(restricted_discrepancy, restricted_claims, cast.checker)
    made = [
        draft(
            open_story, "Bridge toll\n\nA senior official said 12 people were killed.", claims[1], cast.checker, cast
        ),
        draft(
            restricted_story,
            "The Mistralkey\n\nA general said 4,711 people were lost.",
            restricted_claims[0],
            cast.checker,
            cast,
        ),
    ]
    return World(
        open_story, restricted_story, document, restricted_document, claims, restricted_claims, source,
        discrepancy, restricted_discrepancy, verdict, restricted_verdict, *made,
    )  # fmt: skip


def add_reading(cast: Cast, make_claim: Callable[..., Claim]) -> Verdict:
    """A story that is read twice, of which `checker` has read the one figure, and `second_checker` has not yet."""
    story = ingest.add_story(cast.desk, "Landslide at Orla", cast.reporter)
    pairs.read_twice(story, cast.editor)
    story.refresh_from_db()
    text = "Landslide at Orla\n\nAt least 30 people were killed, the governor said.\n\nThe police said 12 people were killed.\n"
    document = ingest.add_document(story, ingest.pasted(text), cast.reporter, publisher="Orla News")
    spoken = [("At least 30", {"stated": "30", "low": "30", "hedge": "at least"}, "the governor"),
              ("12", {"stated": "12", "low": "12", "high": "12"}, "the police")]  # fmt: skip
    claims = [
        make_claim(document, words, measure="killed", population=PEOPLE, claimant=by(who), **number)
        for words, number, who in spoken
    ]
    discrepancy = compare(story, claims)
    review.take(discrepancy, cast.checker)
    comments.add(discrepancy, cast.checker, READING["comment"])
    return decide(
        discrepancy, claims, cast.checker, decision="superseded", low=61728394, line=READING["line"],
        reasons=READING["reasons"],
    )  # fmt: skip


def settle(discrepancy: Discrepancy, restricted_discrepancy: Discrepancy, cast: Cast) -> None:
    """What people settled about grouping in either story, and a reprint of one story's report in the other."""
    for each in (discrepancy, restricted_discrepancy):
        figure = each.figures.get()
        claim = each.claims.order_by("pk")[0]
        grouping.undo(grouping.split(figure, [claim], cast.checker), cast.checker)
        pairs = all_together(figure.memberships.values_list("claim_id", flat=True))
        made = Settlement.objects.create(
            story=each.story, deed="merged", label=f"“{claim.quote}” in “{each.story}”", by=cast.checker
        )
        SettledPair.objects.bulk_create(
            SettledPair(settlement=made, kind=pair.kind, first_id=pair.first, second_id=pair.second) for pair in pairs
        )
    here, there = discrepancy.story.documents.get(), restricted_discrepancy.story.documents.get()
    Reprint.objects.create(document=there, earlier=here, same="0.900")


def talk(discrepancy: Discrepancy, words: str, by: User, source: Source) -> None:
    """Somebody's words about a discrepancy, as a comment and as an enquiry that was given up."""
    Comment.objects.create(story=discrepancy.story, discrepancy=discrepancy, author=by, text=words)
    now = timezone.now()
    Enquiry.objects.create(
        story=discrepancy.story, discrepancy=discrepancy, source=source, channel="call", question=words, asked_by=by,
        due_at=now, state=Enquiry.State.CLOSED, ended_at=now, ended_by=by,
    )  # fmt: skip


def estimate(discrepancy: Discrepancy, by: User, number: Input) -> None:
    """An estimate of our own in use, from a number of the story."""
    working = calculations.Estimate("Twice the number", f"{number.name} * 2", "people", inputs=(number,))
    made = calculations.add(discrepancy.figures.get(), by, working)
    calculations.put_to_use(made, by, made.version)


def draft(story: Story, words: str, claim: Claim, author: User, cast: Cast) -> Manuscript:
    """A draft of our own that rests on the claim, signed off by the editor; then something speaks against it."""
    manuscript = drafting.add(story, ingest.pasted(words), author)
    run = runs.take(manuscript.runs.get().pk)
    assert run is not None
    reading.perform(run)
    item = ManuscriptItem.objects.get(text__manuscript=manuscript)
    why, by = (
        ("The Mistralkey log.", cast.editor) if story.restricted else ("Zebulon Marsh gave it.", cast.second_checker)
    )
    marking.mark(item, by, item.version, "supported", evidence=[("claim", claim.pk)], words=why)
    manuscript.refresh_from_db()
    text = manuscript.texts.get()
    signing.sign_off(manuscript, cast.editor, manuscript.version, signing.evidence_hash(text))
    manuscript.refresh_from_db()
    item.refresh_from_db()
    against = {"on": "claims", "ids": [claim.pk], "stands": "against"}
    item.changed = [{"cause": "contradicted", "fact": "against:30:None", "leads": against}]
    corrections.bring_up_to_date(manuscript, item)
    return manuscript


# The name of the confidential source, whole, in parts, and as hurried people write it.
NAMED_IN_PASSING = "Zebulon Marsh said so; Marsh was there, ZEBULON\nMARSH too, and Oldhornet’s men."


def speak_freely(world: World, cast: Cast) -> None:
    """Everything that people can write in the open story names the confidential source; its verdict is approved.

    Written as rows: no page stops who knows a source from naming it in words of their own.
    """
    for claim in world.claims:
        review.see(claim, cast.editor)
    verdict = Verdict.objects.get(pk=world.verdict.pk)
    verdicts.approve(verdict, cast.editor, verdict.version, verdicts.evidence_hash(verdict))
    public = by("Governor Omar Haddad")
    world.claims[0].refresh_from_db()
    Claim.objects.filter(pk=world.claims[0].pk).update(content=world.claims[0].content | {"claimant": public})
    Verdict.objects.filter(pk=verdict.pk).update(
        line=f"At least 30. {NAMED_IN_PASSING}", reasons=NAMED_IN_PASSING, returned_with=NAMED_IN_PASSING,
        reviewed_claim=world.claims[0], approved_at=datetime(2026, 5, 4, 12, tzinfo=UTC),
    )  # fmt: skip
    Discrepancy.objects.filter(story=world.open_story).update(dismissal=NAMED_IN_PASSING, why=NAMED_IN_PASSING)
    Comment.objects.filter(story=world.open_story).update(text=NAMED_IN_PASSING)
    Enquiry.objects.filter(story=world.open_story).update(question=NAMED_IN_PASSING)
    ManuscriptItem.objects.filter(story=world.open_story).update(note=NAMED_IN_PASSING)
    world.open_story.corrections.update(why=NAMED_IN_PASSING)
    Manuscript.objects.filter(story=world.open_story).update(override=NAMED_IN_PASSING)
    Working.objects.filter(calculation__figure__story=world.open_story).update(
        remarks=NAMED_IN_PASSING, title="As Marsh says"
    )


def by(name: str) -> dict[str, Any]:
    return {**claim_acts.OWN_VOICE, "text": name, "name": name, "own_voice": False, "how": "explicit"}


def compare(story: Story, claims: list[Claim]) -> Discrepancy:
    """Compare the story with the real engine, as the worker would; gives its contradiction."""
    Run.objects.filter(story=story).update(state=Run.State.DONE)
    for claim in claims:
        claim.document.refresh_from_db()
    run = runs.take(runs.request_comparison(story).pk)
    assert run is not None
    comparison.perform(run)
    return story.discrepancies.get(kind="contradiction")


def decide(discrepancy: Discrepancy, claims: list[Claim], by: User, **changes: Any) -> Verdict:
    """Take, read, accept and submit: a verdict waiting for its second reader."""
    review.take(discrepancy, by)
    for claim in claims:
        claim.refresh_from_db()
        review.see(claim, by)
        if claim.state == Claim.State.SUGGESTED:
            claim_acts.accept(claim, by, claim.version)
    figure = Figure.objects.get(pk=discrepancy.figures.get().pk)
    whole: dict[str, Any] = {
        "decision": "sources-disagree",
        "method": "range",
        "line": "Between 12 and more people, by different accounts.",
        "reasons": "Neither account could be checked.",
        "evidence": tuple(claim.pk for claim in claims),
    }
    return verdicts.submit(figure, by, verdicts.Judgement(**(whole | changes)))

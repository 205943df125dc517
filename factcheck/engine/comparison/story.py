"""Comparing one story from its claims to its findings.

Comes in: a Story in which every document has its claims (extraction's, or those that people have settled).
Next: `contract` turns the result into JSON; the workbench stores figures, discrepancies and a snapshot.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from factcheck.engine.comparison import methods
from factcheck.engine.comparison.arithmetic import Explained, arithmetic
from factcheck.engine.comparison.building import Findings
from factcheck.engine.comparison.disagreements import disagreements, without_overtaken
from factcheck.engine.comparison.disputes import disputed, responsibility_dispute, status_dispute
from factcheck.engine.comparison.figures import Counted, counted_of
from factcheck.engine.comparison.relations import relations_of
from factcheck.engine.comparison.reporting import overstated, unattributed
from factcheck.engine.comparison.severity import Circumstances
from factcheck.engine.conversions import in_common_units
from factcheck.engine.grouping.figures import Grouping
from factcheck.engine.grouping.populations import People
from factcheck.engine.grouping.statements import document_order
from factcheck.engine.rulebooks import Rulebook, rulebook_of
from factcheck.engine.values import Claim, Comparison, Document, Finding, Json, Relation, Story, moment

# Measured, but outside the findings: how long something lasted is rarely what reports quarrel about.
OUTSIDE_FINDINGS = frozenset({"duration"})
# Relations that make rivals of two positions.
RIVALS = ("contradiction", "soft-conflict", "transmission")
# Characters of an ISO date without a time.
DAY = len("2026-05-04")


def compare_story(story: Story) -> Comparison:
    """Figures with their positions, relations, derived intervals and findings of a story.

    The result does not depend on the order of documents or claims, nor on their ids but for repeating them. With
    `as_of` only what was published by then counts (`known_by_then`). ValueError for a rulebook that is none.
    """
    rulebook = rulebook_of(story)
    story = read_by(rulebook, known_by_then(story))
    grouping = Grouping(replace(story, claims=in_common_units(_in_order(story))))
    figures = counted_of(grouping)
    findings = Findings(rulebook, Circumstances.of(grouping.statements))
    explained = arithmetic(figures, findings, People(story.lexicon))
    relations: list[Relation] = []
    answers: dict[str, tuple[Json, ...]] = {}
    for figure in figures:
        within = _within(figure, findings, explained)
        relations.extend(within)
        answers[figure.id] = methods.answers(figure.accounts, within, rulebook.method)
    compared = [figure for figure in figures if figure.measure not in OUTSIDE_FINDINGS]
    relations.extend(disputed(story.documents, compared, findings))
    return Comparison(
        id=story.id,
        claims=story.claims,
        figures=tuple(figure.to_figure(answers[figure.id]) for figure in figures),
        relations=tuple(relations),
        derived=tuple(findings.derived),
        findings=_settled(story, findings.ordered()),
    )


def _in_order(story: Story) -> list[Claim]:
    """The claims as they were published, which does not depend on ids."""
    place = {document.id: document_order(document) for document in story.documents}
    return sorted(story.claims, key=lambda claim: (place.get(claim.document, ("9999",)), claim.start, claim.end))


def _within(figure: Counted, findings: Findings, explained: Explained) -> Sequence[Relation]:
    """The relations within a figure; its findings are added on the way."""
    relations = relations_of(figure.accounts, findings.rulebook.reach)
    if figure.measure in OUTSIDE_FINDINGS:
        return relations
    _explain_lines(figure, findings.circumstances, explained)
    rivals = [one for one in relations if explained.reason(one.a, one.b) is None]
    disagreements(figure, rivals, findings)
    quarrels = [relation for relation in without_overtaken(rivals) if relation.relation == "contradiction"]
    overstated(figure, quarrels, findings)
    unattributed(figure, findings)
    status_dispute(figure, findings)
    responsibility_dispute(figure, findings)
    return [_as_explained(relation, explained) for relation in relations]


def _explain_lines(figure: Counted, circumstances: Circumstances, explained: Explained) -> None:
    """A majority or a target beside a count is no rival of it: it is what the count is measured against."""
    for account in figure.accounts:
        lines = [circumstances.lines_of.get(claim) for claim in account.position.claims]
        line = lines[0]
        if line is None or None in lines or line.word == "record":
            continue
        for other in figure.accounts:
            if other is not account:
                explained.note(account, other, f"one of the numbers is the {line.word} that the report names, no count")


def _as_explained(relation: Relation, explained: Explained) -> Relation:
    """A relation between rivals that arithmetic shows to be none: compatible, with the reason."""
    reason = explained.reason(relation.a, relation.b)
    if reason is None or relation.relation not in RIVALS:
        return relation
    return replace(relation, relation="compatible", why=f"{relation.why.rsplit(': ', 1)[0]}: {reason}.")


def known_by_then(story: Story) -> Story:
    """The story as it could have been printed at its `as_of`; all of it without one.

    *By then* means not after it: at that very moment still counts. An `as_of` that is a bare date means the end of that
    day, UTC; a time without a zone is UTC. What counts is when a thing was said, not when its number held:

    - A document counts if it was published by then. One that gives only its day counts from the beginning of that day,
      for it may have been out; one without any time counts too, for nothing says that it came later.
    - A claim counts if its document does. Its own as-of is asked only where the document has no time: a number that
      held only later cannot have been said before, unless it was a forecast. In a dated document a later as-of is a
      forecast or a misreading; the statement was made all the same.

    What people settled (together, apart, dismissed) holds at any time.
    """
    limit = end_of(story.as_of)
    if limit is None:
        return story
    documents = tuple(one for one in story.documents if _by(one.published, limit))
    kept = {document.id: document for document in documents}
    said_by_then = _said_by(limit, kept)
    return replace(story, documents=documents, claims=tuple(filter(said_by_then, story.claims)))


def _said_by(limit: datetime, kept: dict[str, Document]) -> Callable[[Claim], bool]:
    def said(claim: Claim) -> bool:
        document = kept.get(claim.document)
        if document is None:
            return False
        return document.published is not None or claim.certainty == "forecast" or _by(claim.scope.as_of, limit)

    return said


def end_of(as_of: str | None) -> datetime | None:
    """The last moment that an as-of time covers: a bare date all of its day. None for None; ValueError for no time."""
    limit = moment(as_of)
    if limit is not None and as_of is not None and len(as_of) <= DAY:
        limit += timedelta(days=1, microseconds=-1)
    return limit


def _by(text: str | None, limit: datetime) -> bool:
    """Whether a time is not known to be after the limit. What is no time at all is not known to be."""
    try:
        time = moment(text)
    except ValueError:
        return True
    return time is None or time <= limit


def _settled(story: Story, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings with those marked that people dismissed, these after the other queued ones.

    A dismissal holds for the evidence that it was given on: on other evidence the finding is open again.
    """
    dismissed = dict(story.dismissed)
    marked = [
        replace(one, dismissed=True) if one.id in dismissed and dismissed[one.id] in ("", one.evidence) else one
        for one in findings
    ]
    return tuple(sorted(marked, key=lambda one: (not one.queue, one.dismissed)))


def read_by(rulebook: Rulebook, story: Story) -> Story:
    """The story with the soft words of its claims read as the rulebook reads them."""
    if not rulebook.soft_words:
        return story
    return replace(story, claims=tuple(rulebook.read(claim) for claim in story.claims))

"""Comparing one story from its claims to its findings.

Comes in: a Story in which every document has its claims (extraction's, or those that people have settled).
Next: `contract` turns the result into JSON; the workbench stores figures, discrepancies and a snapshot.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from factcheck.engine.comparison import methods
from factcheck.engine.comparison.arithmetic import arithmetic
from factcheck.engine.comparison.building import Findings
from factcheck.engine.comparison.disagreements import disagreements, without_overtaken
from factcheck.engine.comparison.disputes import disputed, responsibility_dispute, status_dispute
from factcheck.engine.comparison.figures import Counted, counted_of
from factcheck.engine.comparison.relations import relations_of
from factcheck.engine.comparison.reporting import overstated, unattributed
from factcheck.engine.grouping.figures import Grouping
from factcheck.engine.rulebooks import Rulebook, rulebook_of
from factcheck.engine.values import Comparison, Json, Relation, Story, moment

# Measured, but outside the findings: how long something lasted is rarely what reports quarrel about.
OUTSIDE_FINDINGS = frozenset({"duration"})


def compare_story(story: Story) -> Comparison:
    """Figures with their positions, relations, derived intervals and findings of a story.

    The result does not depend on the order of documents or claims, nor on their ids but for repeating them. With
    `as_of` only what was published and known by then counts. ValueError for a rulebook that is none.
    """
    rulebook = rulebook_of(story)
    story = read_by(rulebook, known_by_then(story))
    grouping = Grouping(story)
    figures = counted_of(grouping)
    findings = Findings(rulebook)
    relations: list[Relation] = []
    answers: dict[str, tuple[Json, ...]] = {}
    for figure in figures:
        within = _within(figure, findings)
        relations.extend(within)
        answers[figure.id] = methods.answers(figure.accounts, within)
    compared = [figure for figure in figures if figure.measure not in OUTSIDE_FINDINGS]
    arithmetic(compared, findings)
    relations.extend(disputed(story.documents, compared, findings))
    return Comparison(
        id=story.id,
        claims=story.claims,
        figures=tuple(figure.to_figure(answers[figure.id]) for figure in figures),
        relations=tuple(relations),
        derived=tuple(findings.derived),
        findings=tuple(findings.ordered()),
    )


def _within(figure: Counted, findings: Findings) -> Sequence[Relation]:
    """The relations within a figure; its findings are added on the way."""
    relations = relations_of(figure.accounts, findings.rulebook.reach)
    if figure.measure in OUTSIDE_FINDINGS:
        return relations
    disagreements(figure, relations, findings)
    contradicted = frozenset(
        end
        for relation in without_overtaken(relations)
        if relation.relation == "contradiction"
        for end in (relation.a, relation.b)
    )
    overstated(figure, contradicted, findings)
    unattributed(figure, findings)
    status_dispute(figure, findings)
    responsibility_dispute(figure, findings)
    return relations


def known_by_then(story: Story) -> Story:
    """The story as it stood at its `as_of`: documents published and claims holding by then; all of it without one."""
    limit = moment(story.as_of)
    if limit is None or story.as_of is None:
        return story
    if len(story.as_of) <= 10:
        limit += timedelta(days=1, microseconds=-1)

    def known(text: str | None) -> bool:
        try:
            time = moment(text)
        except ValueError:
            return True
        return time is None or time <= limit

    documents = tuple(document for document in story.documents if known(document.published))
    kept = {document.id for document in documents}
    claims = tuple(claim for claim in story.claims if claim.document in kept and known(claim.scope.as_of))
    return replace(story, documents=documents, claims=claims)


def read_by(rulebook: Rulebook, story: Story) -> Story:
    """The story with the soft words of its claims read as the rulebook reads them."""
    if not rulebook.soft_words:
        return story
    return replace(story, claims=tuple(rulebook.read(claim) for claim in story.claims))

"""What grouping needs to know of each claim, worked out once: measure family, dimension, group, context, order.

Comes in: a Story whose claims are all there. Next: figures puts statements that count the same thing together.

The order of statements depends on publication times, publishers and texts only, so neither the order in which documents
are given nor their ids can change what comparison finds.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from factcheck.engine.grouping.events import Context, Reader
from factcheck.engine.grouping.populations import Group, group_of, singular
from factcheck.engine.grouping.speakers import Speaker, Speakers, name_words
from factcheck.engine.grouping.unions import Unions
from factcheck.engine.grouping.vocabulary import EVENT_MEASURES, HEAD_CLASS, MEASURE_FAMILY
from factcheck.engine.intervals import anchor
from factcheck.engine.values import Claim, Document, Story


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim with what grouping has worked out about it."""

    claim: Claim
    document: Document
    order: int
    text_group: int
    measure: str
    dimension: str
    group: Group
    context: Context
    speaker: Speaker
    disputing: bool = False

    @property
    def number(self) -> Decimal | None:
        """The number that the claim hangs on, None for a range."""
        return anchor(self.claim.interval, self.claim.stated)


def document_order(document: Document) -> tuple[str, str, str]:
    """What documents are sorted by: time and publisher, then a hash of the text; never ids or the order given."""
    digest = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
    return document.published or "9999", document.publisher or "", digest


def statements_of(story: Story) -> list[Statement]:
    """Every claim that can be compared, in an order that does not depend on ids."""
    by_document: dict[str, list[Claim]] = defaultdict(list)
    for claim in story.claims:
        if claim.kind == "claim":
            by_document[claim.document].append(claim)
    reprints = Unions()
    reprints.join(story.same_text)
    documents = sorted(story.documents, key=document_order)
    text_groups: dict[str, int] = {}
    for place, document in enumerate(documents):
        text_groups.setdefault(reprints.root(document.id), place)
    texts = {document.id: text_groups[reprints.root(document.id)] for document in documents}
    speakers = Speakers(
        (claim, texts[document.id], document.text)
        for document in documents
        for claim in sorted(by_document.get(document.id, ()), key=lambda claim: (claim.start, claim.end))
    )
    statements: list[Statement] = []
    for document in documents:
        claims = by_document.get(document.id, [])
        for claim, context in Reader(document, claims).contexts():
            text = texts[document.id]
            speaker = speakers.of(claim, text, document.publisher)
            group = group_of(claim.population)
            measure = measure_family(claim.measure)
            if MEASURE_FAMILY.get(group.head) == measure:
                group = Group("person", group.sides, group.rest - {"air"})
            if measure == group.head or _is_the_speaker(group, claim):
                group = Group("person", group.sides, group.rest - {group.head})
            dimension = _dimension(claim, claims)
            order = len(statements)
            disputing = _disputes_another(claim, document)
            statements.append(
                Statement(claim, document, order, text, measure, dimension, group, context, speaker, disputing)
            )
    return statements


def _disputes_another(claim: Claim, document: Document) -> bool:
    """Whether the claim's speaker disputes a number in this document: the own number is then for the same thing."""
    if claim.claimant.own_voice:
        return False
    names = {claim.claimant.name, claim.claimant.text} - {None}
    return any({dispute.claimant.name, dispute.claimant.text} & names for dispute in document.disputes)


def _is_the_speaker(group: Group, claim: Claim) -> bool:
    """Whether what seems to be counted is only the speaker beside the number ("at least 126: Observatory")."""
    label = claim.claimant.label
    return label is not None and group.head not in HEAD_CLASS.values() and group.head in name_words(label)


def measure_family(measure: str) -> str:
    """One name for the words of one measure; the singular for a counted noun."""
    if measure in EVENT_MEASURES:
        return measure
    noun = singular(measure.lower())
    return MEASURE_FAMILY.get(noun) or MEASURE_FAMILY.get(measure) or HEAD_CLASS.get(noun, noun)


def _dimension(claim: Claim, others: list[Claim]) -> str:
    """What must be equal for two numbers to be of one sort: unit, rate, change, increment."""
    parts = [claim.unit or "", f"per {claim.per}" if claim.per else ""]
    if claim.form == "change" or claim.change:
        parts.append(f"change {claim.change or ''}")
    if claim.additional and _adds_to_something(claim, others):
        parts.append("additional")
    return "/".join(parts).strip("/")


def _adds_to_something(claim: Claim, others: list[Claim]) -> bool:
    """Whether the document gives a number of the same measure that an increment can be added to, or that it leads to.

    "Five dead and dozens more wounded" has none: the dozens are all the wounded. "Another 14 bodies were found, which
    raised the toll to 58" leads to one.
    """
    return any(
        other.measure == claim.measure
        and (other.start < claim.start or _is_raised_by(claim, other))
        and not other.additional
        and other.kind == "claim"
        for other in others
    )


def _is_raised_by(increment: Claim, level: Claim) -> bool:
    in_one_sentence = increment.sentence is not None and increment.sentence == level.sentence
    return in_one_sentence and level.scope.cumulative and level.start > increment.end

"""What grouping needs to know of each claim, worked out once: measure family, dimension, group, context, order.

Comes in: a Story whose claims are all there. Next: figures puts statements that count the same thing together.

The order of statements depends on publication times, publishers and texts only, so neither the order in which documents
are given nor their ids can change what comparison finds.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from factcheck.engine.grouping.events import Context, Reader, consonants
from factcheck.engine.grouping.populations import UNSTATED, Group, People, singular
from factcheck.engine.grouping.speakers import Speaker, Speakers, name_words
from factcheck.engine.grouping.unions import Unions
from factcheck.engine.grouping.vocabulary import (
    ADDED,
    EVENT_MEASURES,
    HEAD_CLASS,
    MEASURE_FAMILY,
    NAMING_THE_MEASURE,
    RATE,
)
from factcheck.engine.intervals import agree, anchor
from factcheck.engine.lexicon import standard
from factcheck.engine.lexicon.classes import CUE, DAY, FUNCTION, MODAL, MONTH, NUMERIC, UNIT
from factcheck.engine.values import Claim, Document, Interval, Story

# "… dead, including at least 5": a part follows.
_INCLUDING = re.compile(r"\b(?:including|among them|most(?:ly)? of them)\s+(?:at least |about |some )?$", re.IGNORECASE)
# "three among the dead", "six of the raids".
_AMONG = re.compile(r"^\W*(?:\w+\W+){0,2}?(?:among|amongst|of)\b", re.IGNORECASE)
# "in 2027", "in the 2026–27 season".
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
ONE = Interval.point(Decimal(1))
# Rules of extraction by which an amount says what it is of; two of the same are then on one topic.
NAMING = frozenset(("population.purpose", "population.candidate", "population.turnout", "population.discourse"))


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim with what grouping has worked out about it.

    `voice`: whose word it is: for own voice that repeats a speaker's number in the same report, the speaker. `topic`:
    the words round a number of things, `bare` if only they tell what it is of; `named` where an amount names what it is
    for or of whose vote it is a share. `number`: the one that the claim hangs on, None for a range;
    `years`: for which it is said to hold.
    """

    claim: Claim
    document: Document
    order: int
    text_group: int
    measure: str
    dimension: str
    group: Group
    context: Context
    speaker: Speaker
    voice: Speaker
    disputing: bool = False
    topic: frozenset[str] = frozenset()
    bare: bool = False
    named: bool = False
    number: Decimal | None = field(init=False)
    years: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", anchor(self.claim.interval, self.claim.stated))
        object.__setattr__(self, "years", frozenset(_YEAR.findall(self.claim.scope.time or "")))


def document_order(document: Document) -> tuple[str, str, str]:
    """What documents are sorted by: time and publisher, then a hash of the text; never ids or the order given."""
    digest = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
    return document.published or "9999", document.publisher or "", digest


def statements_of(story: Story, people: People) -> list[Statement]:
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
    told_of = _told_of_a_number(story.claims)
    statements: list[Statement] = []
    for document in documents:
        claims = by_document.get(document.id, [])
        text = texts[document.id]
        speaker_of = {claim.id: speakers.of(claim, text, document.publisher) for claim in claims}
        for claim, context in Reader(document, claims).contexts():
            measure = _measure(claim, told_of)
            thing = measure not in EVENT_MEASURES or measure == "duration"
            statement = Statement(
                claim,
                document,
                order=len(statements),
                text_group=text,
                measure=measure,
                dimension=_dimension(claim, claims),
                group=_group(claim, claims, document, measure, people),
                context=context,
                speaker=speaker_of[claim.id],
                voice=_voice(claim, claims, speaker_of),
                disputing=_disputes_another(claim, document),
                topic=_topic(claim, document.text, context) if thing else NO_TOPIC,
                bare=thing and (claim.population is None or claim.unit is not None),
                named=not NAMING.isdisjoint(claim.rules),
            )
            statements.append(statement)
    return statements


# What extraction gives where the words tell no more than that something, or somebody, is counted.
UNTOLD = frozenset(("count", "person"))
# Up to so many, one number is too often given of two things.
CHANCE = Decimal(100)


def _told_of_a_number(claims: Iterable[Claim]) -> dict[Decimal, set[str]]:
    """What the story counts with each number that is hardly given of two things by chance."""
    told: dict[Decimal, set[str]] = defaultdict(set)
    for claim in claims:
        number = anchor(claim.interval, claim.stated)
        if claim.kind == "claim" and claim.unit is None and number is not None and number > CHANCE:
            told[number].add(measure_family(claim.measure))
    return told


def _measure(claim: Claim, told_of: Mapping[Decimal, set[str]]) -> str:
    """The family of the claim's measure; of a bare number ("first it spoke of 2,340") what others count with it."""
    measure = measure_family(claim.measure)
    number = anchor(claim.interval, claim.stated)
    if measure not in UNTOLD or number is None or claim.unit is not None:
        return measure
    others = told_of.get(number, set()) - UNTOLD
    return next(iter(others)) if len(others) == 1 else measure


def _group(claim: Claim, others: list[Claim], document: Document, measure: str, people: People) -> Group:
    """Who is counted; people in general where the words only name the measure or the speaker once more."""
    if _borrowed(claim, others, document.text):
        return UNSTATED
    group = people.group_of(claim.population)
    if MEASURE_FAMILY.get(group.head) == measure:
        group = Group("person", group.sides, group.rest - {"air"})
    naming = NAMING_THE_MEASURE.get(measure, frozenset())
    if claim.unit is not None and group.head in naming:
        return UNSTATED
    if measure == group.head or group.head in naming or _is_the_speaker(group, claim):
        group = Group("person", group.sides, group.rest - naming - {group.head})
    return group


def _disputes_another(claim: Claim, document: Document) -> bool:
    """Whether the claim's speaker disputes a number in this document: the own number is then for the same thing."""
    if claim.claimant.own_voice:
        return False
    names = {claim.claimant.name, claim.claimant.text} - {None}
    return any(
        {dispute.claimant.name, dispute.claimant.text} & names and dispute.measure in (None, claim.measure)
        for dispute in document.disputes
    )


def _voice(claim: Claim, others: list[Claim], speaker_of: Mapping[str, Speaker]) -> Speaker:
    """The claim's speaker; for an outlet's own voice the speaker whose number of the same measure it repeats."""
    speaker = speaker_of[claim.id]
    if not speaker.own_voice:
        return speaker
    for other in others:
        if other.measure == claim.measure and not speaker_of[other.id].own_voice and agree(claim, other):
            return speaker_of[other.id]
    return speaker


# So many characters on either side of a number usually hold what it is of.
AROUND = 90
NO_TOPIC: frozenset[str] = frozenset()
_PLAIN_WORD = re.compile(r"[A-Za-z][\w’'-]{3,}")
_TELLS_NOTHING = FUNCTION | NUMERIC | CUE | MODAL | UNIT | MONTH | DAY


def _topic(claim: Claim, text: str, context: Context) -> frozenset[str]:
    """The words round a number, in its sentence, without those of grammar, saying and counting, speaker and places."""
    start, end = claim.sentence or (claim.start - AROUND, claim.end + AROUND)
    around = text[max(start, claim.start - AROUND, 0) : min(end, claim.end + AROUND)]
    classes = standard().classes
    words = {word.lower().removesuffix("'s").removesuffix("’s") for word in _PLAIN_WORD.findall(around)}
    said = name_words(claim.claimant.label or "")
    return frozenset(
        RATE.get(word) or singular(word)
        for word in words
        if not classes.get(word, 0) & _TELLS_NOTHING
        and singular(word) not in said
        and consonants(word) not in context.sentence_places
    )


def _borrowed(claim: Claim, others: list[Claim], text: str) -> bool:
    """Whether the people are those of another number, of which nothing says that they are counted here too.

    "Seven soldiers were killed and 27 injured" counts soldiers twice; "killing a woman and wounding 25", "including 11
    children, and dozens wounded" and "two medics among 31 dead" do not say who the 25, the dozens and the 31 are.
    """
    span = claim.population.span if claim.population else None
    if span is None or span[1] > claim.start:
        return False
    for other in others:
        owner = other.population
        if other is claim or owner is None or owner.span != span or other.end > span[1]:
            continue
        some = bool(_INCLUDING.search(text[max(0, other.start - 30) : other.start]))
        among = bool(_AMONG.search(text[span[1] : claim.start]))
        if some or among or owner.part_of or other.interval == ONE:
            return True
    return False


def _is_the_speaker(group: Group, claim: Claim) -> bool:
    """Whether what seems to be counted is only the speaker beside the number ("at least 126: Observatory")."""
    label = claim.claimant.label
    plain = claim.unit is None and group.head not in HEAD_CLASS.values()
    return label is not None and plain and group.head in name_words(label)


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
    new = claim.population is not None and not ADDED.isdisjoint(claim.population.text.lower().split())
    if (claim.additional and _adds_to_something(claim, others)) or (new and _beside_its_sum(claim, others)):
        parts.append("additional")
    return "/".join(parts).strip("/")


def _adds_to_something(claim: Claim, others: list[Claim]) -> bool:
    """Whether an increment adds to a number of its own measure.

    "Five dead and dozens more wounded" has none before the dozens: they are all the wounded. Where nothing stands
    before it, "16 more bodies" adds to what readers know already.
    """
    before = [other for other in others if other.start < claim.start and other.kind == "claim"]
    return not before or any(other.measure == claim.measure and not other.additional for other in before)


def _beside_its_sum(claim: Claim, others: list[Claim]) -> bool:
    """ "It confirmed 17 new cases, which brings the number to 41": the sentence gives the larger number, too."""
    mine = anchor(claim.interval, claim.stated)
    if mine is None or claim.sentence is None:
        return False
    beside = (other for other in others if other.sentence == claim.sentence and other.measure == claim.measure)
    return any((anchor(other.interval, other.stated) or 0) > mine for other in beside)

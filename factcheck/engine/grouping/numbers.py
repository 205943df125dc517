"""What the numbers themselves, and who says them, tell for and against one figure.

Comes in: a statement and the draft of a figure. Next: matching weaves it into its rules.
"""

from collections.abc import Iterable
from decimal import Decimal

from factcheck.engine.grouping.drafts import Draft
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.grouping.vocabulary import EVENT_MEASURES
from factcheck.engine.intervals import relation_of
from factcheck.engine.values import Interval

# Up to a dozen the same number is often given of two events by chance; above it is telling by itself.
SMALL = Decimal(12)
# Rival numbers for one event seldom lie further apart than this: beyond it, another thing is counted.
QUITE_ANOTHER = Decimal(40)
# One or two deaths here are rarely the toll that another report gives as more than so many times as high.
ONE_OR_TWO, TIMES_ONE_OR_TWO = Decimal(2), Decimal(7)
# Statements of a draft that a vague number is held against.
COMPARED = 8
# Characters: a sentence or two.
PASSAGE = 300
UNDER_WAY = ("so far", "until now", "up to now")
TWO_NUMBERS = "one report gives both numbers, of two things"
FAR_APART = "the numbers are too far apart to be of one thing"


def is_telling(statement: Statement) -> bool:
    return statement.number is None or statement.number > SMALL


def numbers_bar(statement: Statement, draft: Draft, opens_alike: bool) -> str | None:
    """What the numbers themselves say against one figure, where they differ.

    `opens_alike`: both open reports whose openings name the same place, day or kind of event: a first toll may be low.
    """
    if overtaken_here(statement, draft):
        return None
    if second_number_of_one_report(statement, draft):
        return TWO_NUMBERS
    mine = statement.claim.interval
    near = draft.statements[:COMPARED] if statement.measure in EVENT_MEASURES else ()
    if any(compatible(mine, one.claim.interval) for one in near):
        return None
    number = statement.number
    if number is None or not draft.numbers:
        return None
    others = draft.neighbours(number)
    if not number or not all(others):
        # Nobody was killed, says one, and another gives a number: far apart, but of one thing.
        return None
    nearest = min(max(number, other) / max(min(number, other), Decimal(1)) for other in others)
    if nearest > QUITE_ANOTHER:
        return FAR_APART
    single = min(number, *others) <= ONE_OR_TWO and nearest > TIMES_ONE_OR_TWO
    if single and statement.claim.document not in draft.documents and not opens_alike:
        return FAR_APART
    return None


def second_number_of_one_report(statement: Statement, draft: Draft) -> bool:
    """Whether the report gives the draft another number, and not as a rival's word or against its own opening."""
    here = [one for one in draft.documents.get(statement.claim.document, ()) if stands(one)]
    mine = statement.claim.interval
    if not stands(statement) or all(compatible(mine, one.claim.interval) for one in here):
        return False
    return not has_rival(statement, here) and not _told_against_the_opening(statement, here)


def _told_against_the_opening(statement: Statement, here: Iterable[Statement]) -> bool:
    """Whether the report opens with a number of its own, and a speaker gives another one, for no other place."""
    return any(
        one.voice.own_voice != statement.voice.own_voice
        and (one.context.opening if one.voice.own_voice else statement.context.opening)
        and one.context.main
        and one.context.places == statement.context.places
        and statement.context.main
        for one in here
    )


def compatible(first: Interval, second: Interval) -> bool:
    return relation_of(first, second) == "compatible"


def stands(statement: Statement) -> bool:
    """Whether the number is its speaker's own, present and full word: not denied, overtaken or a headline's "dozens",

    and no count that has only come so far.
    """
    claim = statement.claim
    only_vague = statement.speaker.own_voice and claim.interval.is_soft
    under_way = statement.speaker.own_voice and (claim.scope.time or "").lower() in UNDER_WAY
    return not (claim.denied or statement.context.earlier or only_vague or under_way)


def overtaken_here(statement: Statement, draft: Draft) -> bool:
    """Whether the report gives one of the two numbers as an earlier toll of the other ("up from 11")."""
    here = draft.documents.get(statement.claim.document, ())
    return any(one.context.earlier != statement.context.earlier for one in here)


def disputed_here(statement: Statement, draft: Draft) -> bool:
    """Whether the report has one of the two speakers dispute a number: theirs is then for the same thing."""
    here = draft.documents.get(statement.claim.document, ())
    return has_rival(statement, here) and (statement.disputing or any(one.disputing for one in here))


def juxtaposed(statement: Statement, draft: Draft) -> bool:
    """Whether one report puts the two beside each other as the words of rival speakers."""
    here = draft.documents.get(statement.claim.document, ())
    near = [one for one in here if abs(one.claim.start - statement.claim.start) < PASSAGE]
    return has_rival(statement, near)


def has_rival(statement: Statement, here: Iterable[Statement]) -> bool:
    """Whether one of these is the word of another speaker than the statement's, outlets' own voice left out."""
    voice = statement.voice
    return not voice.own_voice and any(not one.voice.own_voice and one.voice != voice for one in here)

"""How two positions on one figure stand to each other.

Comes in: accounts of one figure. Next: findings decide which relations a person must see.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations, pairwise

from factcheck.engine.comparison.explaining import by_whom, does, number_words, sentence
from factcheck.engine.comparison.positions import DAY, Account
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.grouping.vocabulary import CUMULATIVE_MEASURES, MOMENTARY_MEASURES
from factcheck.engine.intervals import Reach, anchor, apart, equal, gap_and_factor, relation_of
from factcheck.engine.values import Interval, Relation

# Beyond this many distinct positions only those against the lowest, the highest and the next in time are worked out:
# enough to see the quarrel and the time line, and time stays in bounds.
ALL_PAIRS_UP_TO = 24
# A toll that rises through a day rarely doubles between two reports.
NEAR = Decimal(2)
# Within a day a toll may rise several times over, but hardly by so much from one report to the next.
FAR_OFF = Decimal(10)
ONE_DAY = timedelta(days=1)
SOME_DAYS = timedelta(days=2)
MOMENTS = ("by ", "at ", "as of", "until ", "in ", "so far")
# "In 2027" and "for 2027" are one time.
DURING = frozenset(("in", "on", "for", "during", "over", "throughout"))
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
NOBODY = Interval.point(Decimal(0))
# Said of what may come, these are no rivals of what is said to be.
NOT_YET = ("forecast", "conditional")


def relations_of(accounts: Sequence[Account], reach: Reach) -> list[Relation]:
    """The relations between positions of one figure that have distinct intervals."""
    related = [
        (first, second, relate(first, second, reach))
        for first, second in _pairs(accounts)
        if first.interval != second.interval
    ]
    related = [(first, second, _as_climbed(first, second, one, accounts)) for first, second, one in related]
    related = [(first, second, _as_lowered(first, second, one, accounts, reach)) for first, second, one in related]
    related = [(first, second, _as_repeated_late(first, second, one, accounts)) for first, second, one in related]
    steps = {_numbers(first, second) for first, second, one in related if one.relation == "supersedes"}
    return [_as_overtaken(first, second, relation, steps) for first, second, relation in related]


def _as_climbed(first: Account, second: Account, relation: Relation, accounts: Sequence[Account]) -> Relation:
    """Where a toll has climbed step by step from one number to a far higher one, the first is overtaken, no rival."""
    if relation.relation != "contradiction" or not is_cumulative(first):
        return relation
    later = later_of(first, second)
    before = second if later is first else first
    if later is None or later.window is None or higher_of(first, second) is not later or _are_rivals(later, before):
        return relation
    until, top, bottom = later.window[0], _bottom(later), _bottom(before)
    steps = (_bottom(one) for one in accounts if one is not later and one.window is not None and one.window[0] <= until)
    last = max((step for step in steps if bottom < step <= top), default=bottom)
    return _relation(later, before, "updates") if top < last * float(FAR_OFF) else relation


def _as_lowered(
    first: Account, second: Account, relation: Relation, accounts: Sequence[Account], reach: Reach
) -> Relation:
    """Who lowers their own toll from 46 to 41 has not answered another speaker's 60."""
    high = higher_of(first, second)
    later = second if high is first else first
    if relation.relation != "updates" or relation.a != later.id or first.speaker.key == second.speaker.key:
        return relation
    own = [one for one in accounts if one.speaker.key == later.speaker.key and _bottom(one) > _bottom(later)]
    if not own or any(_numbers(one, later) == _numbers(high, later) for one in own):
        return relation
    return _relation(first, second, relation_of(first.interval, second.interval, reach))


def _as_repeated_late(first: Account, second: Account, relation: Relation, accounts: Sequence[Account]) -> Relation:
    """A slower source that still gives a toll through which the other's has risen of late is no rival of it.

    Who has just lowered a toll is not slow.
    """
    if relation.relation not in ("contradiction", "soft-conflict") or not is_cumulative(first):
        return relation
    high = higher_of(first, second)
    low = second if high is first else first
    if high.window is None or low.window is None or high.window[0] > low.window[1] or _are_rivals(high, low):
        return relation
    if any(statement.context.moved == "down" for statement in low.statements):
        return relation
    before = [one for one in accounts if one.window is not None and one.window[1] < high.window[0]]
    passed = [one for one in before if one.speaker.key != low.speaker.key and 0 < _bottom(one) <= _bottom(low)]
    near = _bottom(high) < _bottom(low) * float(NEAR)
    own = [one for one in passed if one.speaker.key == high.speaker.key]
    stale = min((low.window[0] - one.window[0] for one in (own or passed * near) if one.window), default=None)
    late = stale is not None and stale < (SOME_DAYS if near else ONE_DAY)
    return _relation(high, low, "updates") if late else relation


Numbers = tuple[Decimal | None, Decimal | None]


def _numbers(first: Account, second: Account) -> Numbers:
    """The two numbers that accounts hang on, the lower account's first."""
    low, high = sorted((first, second), key=_bottom)
    return anchor(low.interval, low.position.stated), anchor(high.interval, high.position.stated)


def _as_overtaken(first: Account, second: Account, relation: Relation, steps: set[Numbers]) -> Relation:
    """Whoever repeats a number that its own speaker has since raised repeats an earlier toll, and is no rival."""
    if relation.relation != "contradiction" or _numbers(first, second) not in steps:
        return relation
    later = higher_of(first, second)
    return _relation(later, second if later is first else first, "updates")


def _pairs(accounts: Sequence[Account]) -> Iterable[tuple[Account, Account]]:
    """All pairs of a few accounts; of many each with the lowest and highest, and with the next in time, as a toll is
    told step by step, among all and for each speaker."""
    if len(accounts) <= ALL_PAIRS_UP_TO:
        return combinations(accounts, 2)
    ordered = sorted(accounts, key=lambda account: (_bottom(account), account.position.key))
    ends = (ordered[0], ordered[-1])
    paired = [(end, other) for end in ends for other in accounts if other is not end and other is not ends[0]]
    in_time = sorted(ordered, key=_in_time)
    by_speaker = sorted(in_time, key=lambda account: account.speaker.key)
    steps = [*pairwise(in_time), *(pair for pair in pairwise(by_speaker) if pair[0].speaker.key == pair[1].speaker.key)]
    known = {frozenset((one.id, other.id)) for one, other in paired}
    for one, other in steps:
        key = frozenset((one.id, other.id))
        if key not in known:
            known.add(key)
            paired.append((one, other))
    return paired


def _in_time(account: Account) -> tuple[bool, datetime]:
    return account.window is None, account.window[0] if account.window is not None else LONG_AGO


def _bottom(account: Account) -> float:
    low, high = account.interval.low, account.interval.high
    return float(low if low is not None else high if high is not None else 0)


def is_cumulative(account: Account) -> bool:
    """Whether the number can only rise as more becomes known."""
    lead = account.lead
    total = lead.claim.scope.cumulative and lead.measure not in MOMENTARY_MEASURES
    return total or (lead.measure in CUMULATIVE_MEASURES and not lead.dimension)


def later_of(first: Account, second: Account) -> Account | None:
    """The account that holds for a later time, None where that is not known."""
    if first.earlier != second.earlier:
        return second if first.earlier else first
    if first.window is None or second.window is None:
        return None
    if first.window[1] <= second.window[0] and first.window != second.window:
        return second
    if second.window[1] <= first.window[0] and first.window != second.window:
        return first
    return None


def _own_voice_later(first: Account, second: Account) -> Account | None:
    """Of an outlet's own number and a speaker's, the higher is the later one while a toll is rising.

    Only where the two are near each other: who names no speaker then mostly gives the toll of another hour. Far apart
    they are rivals, in one report too.
    """
    if first.speaker.own_voice == second.speaker.own_voice or not is_cumulative(first):
        return None
    _, factor = gap_and_factor(first.interval, second.interval)
    return higher_of(first, second) if factor is not None and factor < NEAR else None


def _are_rivals(later: Account, before: Account) -> bool:
    """Whether a higher number is a rival, not a later toll: of another side, in a dispute, or against "nobody"."""
    if later.position.side != before.position.side and "own" in (later.position.side, before.position.side):
        return True
    if any(statement.disputing for account in (later, before) for statement in account.statements):
        return True
    # Who says that nobody was killed, or no more than so many, says more than that no others are known yet.
    limited = before.interval.low in (None, 0) and before.interval.high is not None
    return limited or NOBODY in (later.interval, before.interval) or _set_against_each_other(later, before)


def _set_against_each_other(first: Account, second: Account) -> bool:
    """Whether one report gives both numbers as what two speakers say now: neither is then overtaken by the other."""
    if first.speaker.own_voice or second.speaker.own_voice:
        return False
    said = [{one.claim.document for one in account.statements if _is_present(one)} for account in (first, second)]
    return not said[0].isdisjoint(said[1])


def _is_present(statement: Statement) -> bool:
    return not statement.context.earlier and statement.context.moved is None and not statement.speaker.own_voice


def _are_opponents(later: Account, before: Account) -> bool:
    """Whether a higher number is a rival: of a rival speaker, or far off at once without saying that it has risen."""
    if _are_rivals(later, before):
        return True
    if any(statement.context.moved == "up" for statement in later.statements):
        return False
    _, factor = gap_and_factor(later.interval, before.interval)
    at_once = later.window is not None and before.window is not None and later.window[0] - before.window[0] < ONE_DAY
    return factor is not None and factor >= FAR_OFF and at_once


def higher_of(first: Account, second: Account) -> Account:
    return first if _bottom(first) >= _bottom(second) else second


def relate(first: Account, second: Account, reach: Reach) -> Relation:
    """The relation of two positions with distinct intervals; `a` is the one that acts on `b`."""
    return _relation(*named(first, second, reach))


Named = tuple[Account, Account, str]


def named(first: Account, second: Account, reach: Reach) -> Named:
    """The two accounts, the one that acts first, with the name of their relation."""
    one, other = first.position, second.position
    if equal(one.interval, one.stated, other.interval, other.stated):
        return first, second, "equal"
    if first.speaker.key == second.speaker.key:
        return _of_one_speaker(first, second, reach)
    distance = relation_of(one.interval, other.interval, reach)
    if (one.certainty in NOT_YET) != (other.certainty in NOT_YET):
        return first, second, "compatible" if distance == "compatible" else "not-comparable"
    if (first.earlier or second.earlier) and not first.documents & second.documents:
        # Overtaken in its own report: how it stands to others is shown by what overtook it.
        return first, second, "compatible" if distance == "compatible" else "not-comparable"
    later = later_of(first, second) or _own_voice_later(first, second)
    if distance == "compatible" or later is None:
        return first, second, distance
    before = second if later is first else first
    if not is_cumulative(first):
        # A later document is not a later statement: only what the text says of time makes two moments of it.
        timed = _days_apart(first, second) or any(map(_is_timed, (*first.statements, *second.statements)))
        timed = timed and not _hold_for_one_time(first, second)
        return first, second, "not-comparable" if timed else distance
    risen = higher_of(first, second) is later and not _are_opponents(later, before)
    lowered = any(statement.context.moved == "down" for statement in later.statements)
    return (later, before, "updates") if risen or lowered else (first, second, distance)


def _days_apart(first: Account, second: Account) -> bool:
    """Whether a level had days to move between the two."""
    if first.window is None or second.window is None:
        return False
    return abs(first.window[0] - second.window[0]) >= SOME_DAYS


def _hold_for_one_time(first: Account, second: Account) -> bool:
    """Whether both say for what time they hold, and it is the same: 1.4 percent and 0.9 percent, each in 2027."""
    one, other = ({_stated_time(statement) for statement in account.statements} for account in (first, second))
    return None not in one | other and len(one | other) == 1


def _stated_time(statement: Statement) -> str | None:
    words = (statement.claim.scope.time or "").lower().split()
    return " ".join(words[words[0] in DURING :]) if words else None


def _is_timed(statement: Statement) -> bool:
    """Whether the text itself says for when the number held, or that it is of a count under way."""
    time = (statement.claim.scope.time or "").lower()
    as_of, published = statement.claim.scope.as_of, statement.document.published
    stated = as_of is not None and len(as_of) > DAY and as_of != published
    return stated or time.startswith(MOMENTS) or statement.context.moved is not None or statement.context.counting


def _of_one_speaker(first: Account, second: Account, reach: Reach) -> Named:
    distance = relation_of(first.interval, second.interval, reach)
    later = later_of(first, second)
    if later is None and is_cumulative(first) and not _same_moment(first, second):
        # Of one speaker's two tolls the higher is the later one, unless times say otherwise.
        later = higher_of(first, second) if not first.documents & second.documents else None
    if later is not None and (is_cumulative(first) or distance != "compatible"):
        return later, second if later is first else first, "supersedes"
    if apart(first.interval, second.interval) and not first.documents & second.documents:
        return first, second, "transmission"
    return first, second, distance


def _same_moment(first: Account, second: Account) -> bool:
    """Whether both are known, to the minute, to hold for one and the same time."""
    return first.window is not None and first.window == second.window and first.window[0] == first.window[1]


def _relation(first: Account, second: Account, name: str) -> Relation:
    gap, factor = gap_and_factor(first.interval, second.interval)
    return Relation(first.id, second.id, name, _why(first, second, name), gap, factor)


def _why(first: Account, second: Account, name: str) -> str:
    one = f"{by_whom(first)} {does(first, 'says', 'say')} {number_words(first.lead.claim)}"
    other = f"{by_whom(second)} {does(second, 'says', 'say')} {number_words(second.lead.claim)}"
    endings = {
        "equal": "the two are the same to rounding",
        "compatible": "both can be right",
        "soft-conflict": "both can be right only if the words are stretched",
        "contradiction": "both cannot be right",
        "supersedes": "the first is the later word of the same speaker",
        "updates": "the first is the later toll",
        "transmission": "one of the reports gives the speaker's number wrongly",
        "not-comparable": "they hold for different times, or one of them only for what may come",
    }
    return sentence(f"{one}, {other}: {endings[name]}")

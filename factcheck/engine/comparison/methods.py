"""What public methods of counting make of a figure, side by side: each with its result, its rule and its source.

Comes in: a figure's accounts with the relations between them. Next: `Figure.rulebooks`, which the story page shows.

They answer different questions, so they are shown together and none is called right. Accounts that were overtaken by a
later word count in none of them. Numbers are given as they were stated; nothing is averaged.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from factcheck.engine.comparison.explaining import by_whom, does, number_words, plain, sentence
from factcheck.engine.comparison.positions import Account
from factcheck.engine.intervals import anchor, precision, relation_of, same_number
from factcheck.engine.rulebooks import USUAL_METHOD
from factcheck.engine.values import Json, Relation, decimal_to_json

# Conservative event coding takes the least that a vague word can mean.
LEAST_OF_VAGUE = {
    "several": 3,
    "a few": 3,
    "dozens": 12,
    "scores": 40,
    "hundreds": 100,
    "thousands": 1000,
    "tens of thousands": 10_000,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One method's result. None is an answer too: the method gives no such number here."""

    low: Decimal | None
    best: Decimal | None
    high: Decimal | None
    words: str
    rule: str


@dataclass(frozen=True, slots=True)
class Method:
    """A named, versioned method; `follows` names the public method, `read` gives its answer for some accounts."""

    name: str
    version: str
    follows: str
    read: Callable[[Sequence[Account]], Answer]


def answers(
    accounts: Sequence[Account], relations: Sequence[Relation], default: str = USUAL_METHOD
) -> tuple[Json, ...]:
    """Every method's answer for one figure, as JSON; empty where nobody gives a number. `default`: the desk's own."""
    overtaken = {one.b for one in relations if one.relation in ("supersedes", "updates")}
    standing = [account for account in accounts if account.id not in overtaken]
    if not standing:
        return ()
    return tuple(_to_json(method, method.read(standing), method.name == default) for method in METHODS)


def _to_json(method: Method, answer: Answer, default: bool) -> Json:
    return {
        "name": method.name,
        "version": method.version,
        "follows": method.follows,
        "low": decimal_to_json(answer.low),
        "best": decimal_to_json(answer.best),
        "high": decimal_to_json(answer.high),
        "words": answer.words,
        "rule": sentence(answer.rule),
        "default": default,
    }


def _least(account: Account) -> Decimal:
    """The least that an account can be coded as: the stated number, or the least that its vague word means."""
    claim = account.lead.claim
    if claim.hedge == "vague":
        words = " ".join(claim.quote.lower().split())
        if words in LEAST_OF_VAGUE:
            return Decimal(LEAST_OF_VAGUE[words])
    return anchor(claim.interval, claim.stated) or claim.interval.low or claim.interval.high or Decimal(0)


def _most(account: Account) -> Decimal:
    """The highest number that an account states, whatever lies beyond an open end."""
    claim = account.lead.claim
    if claim.interval.high is not None and claim.hedge is None:
        return claim.interval.high
    return anchor(claim.interval, claim.stated) or claim.interval.high or claim.interval.low or Decimal(0)


def _plus(account: Account) -> str:
    """The highest number as it is printed, with a plus where the account leaves it open."""
    return plain(_most(account)) + ("+" if account.interval.high is None else "")


def conservative(accounts: Sequence[Account]) -> Answer:
    """The lowest number that anybody gives; vague words at their least; a dispute is noted."""
    lowest = min(accounts, key=lambda account: (_least(account), account.lead.order))
    number = _least(lowest)
    disputed = any(_least(account) != number for account in accounts)
    rule = f"the lowest number given, by {by_whom(lowest)}"
    if lowest.lead.claim.hedge == "vague":
        rule += f", who {does(lowest, 'says', 'say')} {number_words(lowest.lead.claim)}, taken at its least"
    rule += "; that others give more is noted" if disputed else ""
    return Answer(number, number, number, plain(number), rule)


def low_best_high(accounts: Sequence[Account]) -> Answer:
    """The lowest and the highest number given; a best one only where the accounts do not exclude each other."""
    lowest = min(accounts, key=lambda account: (_least(account), account.lead.order))
    highest = max(accounts, key=lambda account: (_most(account), -account.lead.order))
    low, high = _least(lowest), _most(highest)
    ends = f"low from {by_whom(lowest)}, high from {by_whom(highest)}"
    if low == high:
        return Answer(low, low, high, plain(low), f"all who give a number give {plain(low)}")
    named = [account for account in accounts if not account.speaker.own_voice] or list(accounts)
    numbers = [_least(account) for account in named]
    if all(same_number(numbers[0], number) for number in numbers):
        best = min(numbers, key=lambda number: (precision(number), number))
        return Answer(
            low, best, high, f"{plain(low)} – {plain(best)} – {_plus(highest)}", f"{ends}; named speakers agree"
        )
    words = f"{plain(low)} – {_plus(highest)}, no best"
    return Answer(low, None, high, words, f"{ends}; best stays empty, for the accounts differ and none is preferred")


def range_a_side(accounts: Sequence[Account]) -> Answer:
    """The lowest and the highest number, those of a speaker's own losses and of the other side's apart."""
    parts = []
    for side, name in (("own", "of own losses"), ("other", "of the other side’s losses"), (None, "by others")):
        theirs = [account for account in accounts if account.position.side == side]
        if theirs:
            least, most = min(map(_least, theirs)), max(theirs, key=_most)
            range_words = _plus(most) if least == _most(most) else f"{plain(least)} – {_plus(most)}"
            parts.append(range_words if len(theirs) == len(accounts) else f"{range_words} {name}")
    low, high = min(map(_least, accounts)), max(map(_most, accounts))
    rule = "the lowest and the highest number given, with own and other side’s losses apart"
    return Answer(low, None, high, "; ".join(parts), rule)


def attributed_range(accounts: Sequence[Account]) -> Answer:
    """The lowest and the highest number, each with its speaker; a vague word only where no number says more."""
    accounts = _telling(accounts)
    lowest = min(accounts, key=lambda account: (_least(account), account.speaker.own_voice, account.lead.order))
    highest = max(accounts, key=lambda account: (_most(account), not account.speaker.own_voice, -account.lead.order))
    low, high = _least(lowest), _most(highest)
    first = f"{number_words(lowest.lead.claim)}, according to {by_whom(lowest)}"
    rule = "each end with its speaker, and none without"
    if low == high or lowest is highest:
        return Answer(low, None, high, first, rule)
    second = f"{number_words(highest.lead.claim)}, according to {by_whom(highest)}"
    return Answer(low, None, high, f"from {first}, to {second}", rule)


def _telling(accounts: Sequence[Account]) -> Sequence[Account]:
    """Without vague words that some number given can be: "dozens" beside 31 is no end of a range."""
    exact = [account for account in accounts if account.lead.claim.hedge != "vague"]

    def says_more(account: Account) -> bool:
        return all(relation_of(account.interval, other.interval) != "compatible" for other in exact)

    return [one for one in accounts if one.lead.claim.hedge != "vague" or says_more(one)]


METHODS = (
    Method(
        "conservative event coding",
        "1",
        "ACLED’s codebook: the lowest of conflicting reports; dozens are coded 12, hundreds 100",
        conservative,
    ),
    Method(
        "low / best / high",
        "1",
        "UCDP’s definitions: three estimates; best is left empty where the sources give no ground for one",
        low_best_high,
    ),
    Method(
        "range a group",
        "1",
        "Airwars and Iraq Body Count: the minimum and the maximum reported, for each group of victims",
        range_a_side,
    ),
    Method("attributed range", "1", "broadcasters’ style: both ends are said, each with who says so", attributed_range),
)

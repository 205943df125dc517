"""Positions: what each original speaker says about a figure, once.

Comes in: the statements of a draft of grouping, each with its speaker. Next: relations within the figure.

A claim in an outlet's own voice that agrees with an attributed claim of the same text goes back to that speaker: its
origin is *inferred*, and it makes no second account. A denied claim joins no position.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from factcheck.engine.grouping.speakers import Speaker, name_words
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.grouping.vocabulary import SIDE
from factcheck.engine.intervals import agree
from factcheck.engine.values import Interval, Position, moment

# Characters of an ISO date without a time.
DAY = len("2026-05-04")
Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Account:
    """A position with the statements behind it, the surest first, and the time in which it was said to hold."""

    position: Position
    speaker: Speaker
    statements: tuple[Statement, ...]
    window: Window | None
    earlier: bool

    def under(self, identifier: str) -> "Account":
        """The same account under another id."""
        return replace(self, position=replace(self.position, id=identifier))

    @property
    def lead(self) -> Statement:
        return self.statements[0]

    @property
    def interval(self) -> Interval:
        return self.position.interval

    @property
    def id(self) -> str:
        return self.position.id

    @property
    def documents(self) -> frozenset[str]:
        return frozenset(statement.claim.document for statement in self.statements)


def window_of(statement: Statement) -> Window | None:
    """When the number held for its speaker: see `window_between`."""
    return window_between(statement.claim.scope.as_of, statement.document.published)


def window_between(as_of: str | None, published: str | None) -> Window | None:
    """When a number held: its as-of time, else the publication; a bare date is the whole day; None where unknown.

    Where the as-of is no more than the day of publication, the hour of publication is the better guess.
    """
    text = as_of
    if text is None or (published is not None and len(text) <= DAY and published.startswith(text)):
        text = published
    try:
        start = moment(text)
    except ValueError:
        return None
    if start is None or text is None:
        return None
    return start, start + timedelta(days=1) if len(text) <= DAY else start


def accounts_of(statements: Sequence[Statement], figure: str, figure_key: str) -> list[Account]:
    """The positions of one figure, in the order in which their first claims were published."""
    said = [statement for statement in statements if not statement.claim.denied]
    attributed = [statement for statement in said if not statement.claim.claimant.own_voice]
    by_speaker: dict[Speaker, list[Statement]] = defaultdict(list)
    for statement in attributed:
        by_speaker[statement.speaker].append(statement)
    by_text: dict[int, list[Statement]] = defaultdict(list)
    for statement in attributed:
        by_text[statement.text_group].append(statement)
    for statement in said:
        if statement.claim.claimant.own_voice:
            source = _source_of(statement, by_text.get(statement.text_group, ()))
            by_speaker[(source or statement).speaker].append(statement)
    by_key: dict[str, tuple[Speaker, list[Statement]]] = {}
    for speaker, theirs in by_speaker.items():
        by_key.setdefault(speaker.key, (speaker, []))[1].extend(theirs)
    gathered = [(speaker, group) for speaker, theirs in by_key.values() for group in _agreeing(theirs)]
    gathered.sort(key=lambda entry: min(statement.order for statement in entry[1]))
    used: dict[str, int] = defaultdict(int)
    accounts = []
    for place, (speaker, group) in enumerate(gathered, start=1):
        used[speaker.key] += 1
        again = f"#{used[speaker.key]}" if used[speaker.key] > 1 else ""
        accounts.append(account_of(f"{figure}.p{place}", f"{figure_key}|{speaker.key}{again}", speaker, group))
    return accounts


def _source_of(statement: Statement, attributed: Sequence[Statement]) -> Statement | None:
    """The attributed statement of the same text that an own-voice one repeats: the nearest that agrees."""
    matching = [other for other in attributed if agree(statement.claim, other.claim)]
    return min(matching, key=lambda other: abs(other.order - statement.order), default=None)


def _surest_first(statement: Statement) -> tuple[bool, bool, int]:
    claimant = statement.claim.claimant
    return claimant.own_voice, claimant.how == "carried", statement.order


def _agreeing(statements: list[Statement]) -> list[list[Statement]]:
    """One speaker's statements, those together that say one thing."""
    groups: list[list[Statement]] = []
    by_number: dict[object, list[Statement]] = {}
    for statement in sorted(statements, key=_surest_first):
        exact = (statement.claim.interval, statement.number)
        group = by_number.get(exact)
        if group is None:
            group = next((group for group in groups if agree(group[0].claim, statement.claim)), None)
        if group is None:
            group = []
            groups.append(group)
        by_number.setdefault(exact, group)
        group.append(statement)
    return groups


def _side_of(speaker: Speaker, group: Sequence[Statement]) -> str | None:
    """Whose losses they are for a speaker whose own words name the people counted, or those who did it to them."""
    if speaker.label is None:
        return None
    words = {SIDE.get(word, word) for word in name_words(speaker.label)}
    for statement in group:
        if words & (statement.group.sides | statement.group.rest):
            return "own"
        agent = statement.claim.agent
        if agent is not None and words & {SIDE.get(word, word) for word in name_words(agent.text)}:
            return "other"
    return None


def _earliest_words(group: Sequence[Statement]) -> str | None:
    """The as-of time as the first claim that has one gives it: who repeats a number later dates it no later."""
    dated = [(window, statement) for statement in group if (window := window_of(statement)) is not None]
    if not dated:
        return None
    first = min(dated, key=lambda entry: (entry[0], entry[1].order))[1]
    return first.claim.scope.as_of or first.document.published


def account_of(identifier: str, key: str, speaker: Speaker, group: list[Statement]) -> Account:
    """What one speaker says, from the statements of it, the surest first."""
    lead = group[0].claim
    inferred = not speaker.own_voice and any(statement.claim.claimant.own_voice for statement in group)
    windows = [window for window in map(window_of, group) if window is not None]
    published = sorted({statement.document.publisher for statement in group if statement.document.publisher})
    sides = {statement.claim.side for statement in group if statement.claim.side}
    side = min(sides) if len(sides) == 1 else _side_of(speaker, group) if not sides else None
    position = Position(
        id=identifier,
        key=key,
        speaker=speaker.key,
        claims=tuple(statement.claim.id for statement in group),
        claimant=speaker.label,
        origin="unknown" if speaker.own_voice else "inferred" if inferred else "stated",
        interval=lead.interval,
        stated=lead.stated,
        hedge=lead.hedge,
        certainty=lead.certainty,
        anonymous=speaker.anonymous,
        side=side,
        as_of=_earliest_words(group),
        documents=len({statement.claim.document for statement in group}),
        publishers=tuple(published),
    )
    window = min(windows, default=None)
    earlier = any(statement.context.earlier for statement in group)
    return Account(position, speaker, tuple(group), window, earlier)

"""Scope: the place and the time for which a number holds, and whether it is a running total.

Comes in: a number's tokens, its event and act of saying, and the day of publication. Goes out: a `Scope`.
Next: extraction.py.
"""

from __future__ import annotations

from datetime import date, timedelta

from .attribution import Speech
from .lexicon import ARTICLE, AUXILIARY, DAY, FUNCTION, MONTH, STOP, word_set
from .measures import Counted
from .quantities import Quantity
from .text import Text
from .values import Scope, moment

PLACE_WORDS = word_set("scope", "place_words")
PERIOD_OPENERS = frozenset(["since", "during", "over", "in", "for"])
PERIODS = word_set("scope", "periods")
TOTALS = frozenset(("so far", "to date", "in total", "in all", "altogether"))
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
REACH = 14


class ScopeReader:
    """Reads places and times on one page."""

    __slots__ = ("classes", "page", "published", "words")

    def __init__(self, page: Text, published: str | None) -> None:
        self.page, self.words, self.classes = page, page.words, page.classes
        instant = moment(published)
        self.published: date | None = instant.date() if instant is not None else None

    def read(self, quantity: Quantity, counted: Counted | None, speech: Speech | None, first: int, last: int) -> Scope:
        start = max(quantity.after, counted.event[1] if counted and counted.event else 0, quantity.last)
        if counted is not None and counted.population is not None and counted.population[0] >= quantity.first:
            start = max(start, counted.population[1])
        time = self._time(start, last) or self._time(first, quantity.first)
        return Scope(
            time=time,
            place=self._place(start, last),
            as_of=self._as_of(speech, quantity, first, last),
            cumulative=self._cumulative(quantity, counted, first, last),
        )

    def _place(self, start: int, last: int) -> str | None:
        """The first proper name behind a preposition of place, before the clause ends."""
        for at in range(start, min(last - 1, start + REACH)):
            if self.classes[at] & STOP or self.words[at] in (";", "but", "while"):
                return None
            if self.words[at] not in PLACE_WORDS:
                continue
            begin = at + 1
            end = begin
            while (
                end < last
                and end - begin < 7
                and not self.classes[end] & (FUNCTION & ~ARTICLE)
                and not self.classes[end] & (DAY | MONTH)
            ):
                end += 1
            names = [i for i in range(begin, end) if self.page.capital(i) and not self.classes[i] & ARTICLE]
            if names:
                return self.page.slice(begin, names[-1] + 1)
        return None

    def _time(self, start: int, last: int) -> str | None:
        """on Thursday, since March 2011, in the past 24 hours, overnight, so far this year: as written."""
        words, classes = self.words, self.classes
        for at in range(start, min(last, start + 2 * REACH)):
            if classes[at] & STOP:
                return None
            word = words[at]
            if word in PERIOD_OPENERS or word == "by":
                end = self._period_end(at + 1, last)
                if end is not None:
                    return self.page.slice(at, end)
            elif classes[at] & DAY and self.page.capital(at):
                begin = at - 1 if at > start and words[at - 1] in ("on", "last", "this") else at
                return self.page.slice(
                    begin, at + 1 + (at + 1 < last and words[at + 1] in ("night", "morning", "evening", "afternoon"))
                )
            elif word in ("overnight", "yesterday", "today"):
                return self.page.slice(at, at + 1)
            elif " ".join(words[at : at + 2]) == "so far":
                return self.page.slice(at, at + 2)
        return None

    def _period_end(self, at: int, last: int) -> int | None:
        """The token after a month, year or "the past 24 hours" that begins here; None where it is no period."""
        words, classes, begin = self.words, self.classes, at
        while (
            at < last
            and at - begin < 6
            and (
                classes[at] & ARTICLE
                or words[at] in ("the", "past", "last", "this", "early", "late", "mid", "previous")
                or words[at][0].isdecimal()
            )
        ):
            at += 1
        if at < last and (
            (classes[at] & MONTH and self.page.capital(at)) or words[at] in PERIODS or words[at] in ("war", "conflict")
        ):
            end = at + 1
            while (
                end < last
                and end - at < 4
                and (
                    words[end].isdecimal()
                    or (
                        words[end] == "," and end + 1 < last and words[end + 1].isdecimal() and len(words[end + 1]) == 4
                    )
                )
            ):
                end += 1
            return end
        year = begin < last and len(words[begin]) == 4 and words[begin].isdecimal() and words[begin][:2] in ("19", "20")
        return begin + 1 if year and at == begin + 1 else None

    def _as_of(self, speech: Speech | None, quantity: Quantity, first: int, last: int) -> str | None:
        """The day of the statement where a weekday beside the verb of saying gives it, else the day of publication."""
        if self.published is None:
            return None
        if speech is not None:
            for at in range(speech.cue[1], min(last, speech.cue[1] + 3)):
                if self.words[at] in WEEKDAYS:
                    back = (self.published.weekday() - WEEKDAYS.index(self.words[at])) % 7
                    return (self.published - timedelta(days=back)).isoformat()
        return self.published.isoformat()

    def _cumulative(self, quantity: Quantity, counted: Counted | None, first: int, last: int) -> bool:
        """A running total: a toll, "so far", "since …"."""
        if quantity.additional:
            return False
        if counted is not None and "measure.toll" in counted.rules:
            return True
        for at in range(max(first, quantity.first - 6), min(last, quantity.last + REACH)):
            if self.words[at] == "since" and not (at + 1 < last and self.classes[at + 1] & AUXILIARY):
                return True
            if " ".join(self.words[at : at + 2]) in TOTALS:
                return True
        return False

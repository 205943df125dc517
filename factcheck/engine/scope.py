"""Scope: the place and the time for which a number holds, and whether it is a running total.

Comes in: a number's tokens, its event and act of saying, and the day of publication. Goes out: a `Scope`.
Next: extraction.py.
"""

from __future__ import annotations

from datetime import date, timedelta

from .attribution import Speech
from .lexicon import ARTICLE, AUXILIARY, DAY, DETERMINER, FUNCTION, MONTH, STOP, word_set
from .measures import Counted
from .quantities import Quantity
from .text import Text
from .values import Scope, moment

PLACE_WORDS = word_set("scope", "place_words")
PERIOD_OPENERS = frozenset(["since", "during", "over", "in", "for"])
PERIODS = word_set("scope", "periods")
TOTALS = frozenset(("so far", "to date", "in total", "in all", "altogether"))
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOMENT_OPENERS = frozenset(("by", "at", "until"))
MOMENTS = frozenset(("noon", "midnight", "nightfall", "dusk", "dawn", "daybreak", "evening", "morning", "lunchtime"))
COUNT_TIMES = word_set("scope", "count_times")
COUNT_NOUNS = word_set("scope", "count_nouns")
CALENDAR = word_set("scope", "calendar")
OLDER = frozenset(("earlier", "previous", "initial"))
NEARBY = frozenset(("last", "this"))
DAY_PARTS = frozenset(("night", "morning", "evening", "afternoon"))
CLOCK_WORDS = frozenset(("p.m.", "a.m.", "pm", "am", "gmt", "o'clock"))
BEFORE_PERIOD = frozenset(("the", "past", "last", "this", "early", "late", "mid", "previous"))
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
        time = self._time(start, last) or self._time(self._clause_start(first, quantity.first), quantity.first)
        return Scope(
            time=time,
            place=self._place(start, last)
            or self._opening_place(self._clause_start(first, quantity.first), quantity.first),
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

    def _opening_place(self, first: int, end: int) -> str | None:
        """In Arle, 30 people were arrested: a place that opens the clause, set off by a comma."""
        comma = next((at for at in range(first, min(end, first + REACH)) if self.words[at] == ","), None)
        if comma is None or self.words[first] not in PLACE_WORDS:
            return None
        return self._place(first, comma + 1)

    def _clause_start(self, first: int, end: int) -> int:
        """Where the part of the sentence begins that a semicolon sets apart: its times are its own."""
        return next((at + 1 for at in range(end - 1, first - 1, -1) if self.words[at] == ";"), first)

    def _time(self, start: int, last: int) -> str | None:
        """on Thursday, since March 2011, by 6 p.m., in the past 24 hours, overnight, so far: as written."""
        for at in range(start, min(last, start + 2 * REACH)):
            if self.classes[at] & STOP or self.words[at] == ";":
                return None
            end = self._time_at(at, last)
            if end is not None:
                on = self.classes[at] & DAY and at > start and self.words[at - 1] in ("on", "last", "this")
                return self.page.slice(at - 1 if on else at, end)
        return None

    def _time_at(self, at: int, last: int) -> int | None:
        """The token after the words of time that begin here."""
        words, word = self.words, self.words[at]
        after = self._behind_opener(at)
        if after is not None:
            if words[after : after + 2] == ["the", "time"]:
                return self._clause_end(after + 2, last)
            return self._period_end(after, last) or self._moment_end(after, last) or self._count_end(after, last)
        if word in ("a", "an"):
            end = self._ago_end(at, last)
            if end is None and words[at + 1 : at + 2] and words[at + 1] in OLDER:
                end = self._count_end(at, last)
            if end is not None:
                return end
        if word in NEARBY and at + 1 < last and words[at + 1] in CALENDAR:
            return at + 2
        if word == "on" and at + 2 < last and words[at + 1].isdecimal() and self.classes[at + 2] & MONTH:
            return self._over_year(at + 3, last)
        if self.classes[at] & DAY and self.page.capital(at):
            return at + 1 + (at + 1 < last and words[at + 1] in DAY_PARTS)
        if word in ("overnight", "yesterday", "today"):
            return at + 1
        if " ".join(words[at : at + 2]) in ("so far", "to date"):
            return at + 2 + 2 * (words[at + 2 : at + 3] == ["this"] and at + 3 < last and words[at + 3] in CALENDAR)
        return self._ago_end(at, last) if word[0].isdecimal() or word in self.page.lexicon.numbers else None

    def _behind_opener(self, at: int) -> int | None:
        """The token behind by, at, since, as of, up to, up to and including; None where no words of time begin."""
        words, word = self.words, self.words[at]
        if words[at : at + 2] == ["as", "of"]:
            return at + 2
        if words[at : at + 2] == ["up", "to"]:
            return at + 4 if words[at + 2 : at + 4] == ["and", "including"] else at + 2
        return at + 1 if word in PERIOD_OPENERS or word in MOMENT_OPENERS else None

    def _clause_end(self, at: int, last: int) -> int | None:
        """by the time the court rose: to the comma."""
        return next((end for end in range(at, min(last, at + REACH)) if self.words[end] in (",", ";", ".")), None)

    def _count_end(self, at: int, last: int) -> int | None:
        """the last count, its previous statement, an earlier toll: when somebody counted or spoke."""
        at += at < last and bool(self.classes[at] & (ARTICLE | DETERMINER))
        if at + 1 < last and self.words[at] in COUNT_TIMES and self.words[at + 1] in COUNT_NOUNS:
            return at + 2
        return None

    def _ago_end(self, at: int, last: int) -> int | None:
        """a year ago, two weeks earlier, the month before."""
        if at + 2 < last and self.words[at + 1] in CALENDAR and self.words[at + 2] in ("ago", "earlier", "before"):
            return at + 3
        return None

    def _moment_end(self, at: int, last: int) -> int | None:
        """6 p.m., 4pm on Friday, noon, nightfall, Tuesday, the end of March."""
        words = self.words
        if words[at : at + 3] in (["the", "end", "of"], ["the", "close", "of"], ["the", "start", "of"]):
            return self._period_end(at + 3, last)
        if at < last and (words[at] in MOMENTS or self.classes[at] & DAY):
            return at + 1 + (at + 1 < last and words[at + 1] in DAY_PARTS and words[at] not in DAY_PARTS)
        if at < last and words[at][0].isdecimal() and ":" in words[at]:
            return at + 1 + (at + 1 < last and words[at + 1] in CLOCK_WORDS)
        if at + 1 < last and words[at][0].isdecimal() and words[at + 1] in CLOCK_WORDS:
            return at + 2
        return None

    def _period_end(self, at: int, last: int) -> int | None:
        """The token after a month, year or "the past 24 hours" that begins here; None where it is no period."""
        words, classes, begin = self.words, self.classes, at
        if self._is_year(begin, last) and not (begin + 1 < last and words[begin + 1][0].isdecimal()):
            return begin + 1
        while at < last and at - begin < 6:
            if not (classes[at] & ARTICLE or words[at] in BEFORE_PERIOD or words[at][0].isdecimal()):
                break
            at += 1
        month = at < last and classes[at] & MONTH and self.page.capital(at)
        if at < last and (month or words[at] in PERIODS):
            return self._over_year(at + 1, last)
        return None

    def _is_year(self, at: int, last: int) -> bool:
        return (
            at < last and len(self.words[at]) == 4 and self.words[at].isdecimal() and self.words[at][:2] in ("19", "20")
        )

    def _over_year(self, end: int, last: int) -> int:
        """Over the day and year behind a month: March 12, 2011."""
        begin = end
        while end < last and end - begin < 3:
            year_follows = end + 1 < last and self.words[end + 1].isdecimal() and len(self.words[end + 1]) == 4
            if not self.words[end].isdecimal() and not (self.words[end] == "," and year_follows):
                break
            end += 1
        return end

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

"""Contents: which part of a sentence an act of saying covers, and whether what follows a verb is said at all.

Comes in: the verb of saying and its speaker. Goes out: character ranges. Next: verbs.py.
"""

from __future__ import annotations

from ..lexicon import (
    ADVERB,
    ARTICLE,
    AUXILIARY,
    COMMA,
    CUE,
    DAY,
    DETERMINER,
    EVENT_VERB,
    NUMBER,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    SOURCE,
    STOP,
    word_set,
)
from ..text import Text
from .speakers import CLOSING, SpeakerFinder
from .spoken import Ranges, Tokens

OPENING = frozenset("‘“\"«„'")
INTRODUCING = frozenset(("that", ":", "how"))
EXPECTING = frozenset(("expect", "expects", "expected", "expecting"))
ASKING = frozenset(("ask", "asks", "asked", "asking"))
ACCUSING = frozenset(("accuse", "accuses", "accused"))  # accuses the government of hiding 14 deaths
FINDING = frozenset(("find", "finds", "found", "show", "shows", "showed"))
SHARES = frozenset(("%", "percent", "pct", "cent"))
ASIDE_OPENERS = frozenset(("who", "which", "using", "referring"))
JOINING_BEHIND = word_set("speech", "joining_behind")
CONTRASTING = frozenset(("against", "compared", "including", "or"))  # "up from" tells of an earlier toll
DAYTIME = frozenset(("on", "late", "early", "morning", "evening", "afternoon", "night"))
OPENS_ADVERBIAL = word_set("speech", "opens_adverbial")
TAKES_OBJECT = word_set("speech", "takes_object")
HEDGING = word_set("speech", "hedging")
CLAIMED_NOUNS = word_set("speech", "claimed_nouns")
SUBORDINATING = word_set("speech", "subordinating")
SUBORDINATE_REACH = 4  # words between "while" and the speaker
CLAUSE_REACH = 14


class ContentReader:
    """Reads what is said, on one page."""

    __slots__ = ("classes", "finder", "lexicon", "page", "words")

    def __init__(self, page: Text, finder: SpeakerFinder) -> None:
        self.page, self.lexicon, self.finder = page, page.lexicon, finder
        self.words, self.classes = page.words, page.classes

    def _opens(self, at: int) -> bool:
        return self.page.text[self.page.starts[at]] in OPENING

    def closing(self, at: int) -> bool:
        """Whether a closing quotation mark stands here."""
        return self.page.text[self.page.starts[at]] in CLOSING and self.words[at] != "'s"

    def behind_quotation(self, front: int, first: int) -> bool:
        """Whether a quotation ends right before this token, with or without a comma behind it."""
        if front <= first:
            return False
        return self.closing(front - 1) or (
            self.words[front - 1] == "," and front - 1 > first and self.closing(front - 2)
        )

    # -- is it said? -----------------------------------------------------------------------------------------------

    def introduced(self, at: int, last: int) -> bool:
        """Whether "that", a colon or a quotation follows directly."""
        return at < last and (self.words[at] in INTRODUCING or self._opens(at))

    def introduces(self, at: int, last: int, word: str, subject: Tokens) -> bool:
        """Whether what follows is said: "that", a quotation; for a report plain words too, "to" for a promise."""
        while at < last and self.classes[at] & (ADVERB | DAY) and self.words[at] != "that":
            at += 1
        if at >= last:
            return False
        if self.introduced(at, last) or (self.words[at] == "," and at + 1 < last and self._opens(at + 1)):
            return True
        if self.words[at] == "to" and word in self.lexicon.with_to:
            return True
        if self.words[self.finder.head(*subject)] in self.lexicon.documents:
            return word not in ASKING
        if word in self.lexicon.denied or word in self.lexicon.disputed:
            return self._denies(at, last)
        if word in EXPECTING and "to" in self.words[at : at + 8]:
            return True  # officials expect 200,000 people to march, expect to save
        if word in ("put", "puts"):
            return any(self.words[i] in self.lexicon.dispute_targets for i in range(at, min(last, at + 5)))
        if word in ACCUSING:
            return any(
                self.words[i] == "of" and self.words[i + 1].endswith("ing") for i in range(at, min(last - 1, at + 8))
            )
        if word in FINDING and self._share(at, last):
            return True
        return word not in TAKES_OBJECT and self._clause(at, last)

    def _share(self, at: int, last: int) -> bool:
        """ "found 72 percent agreed": a share of people is what a survey finds."""
        number = self.classes[at] & NUMBER or self.words[at][0].isdecimal()
        return bool(number) and not SHARES.isdisjoint(self.words[at : min(last, at + 3)])

    def _denies(self, at: int, last: int) -> bool:
        """denied having lost, rejected reports that, disputed the claim that: what is denied is told behind it."""
        if self.words[at].endswith("ing"):
            return True
        return any(word in CLAIMED_NOUNS for word in self.words[at : min(last, at + 6)])

    def _clause(self, at: int, last: int) -> bool:
        """Whether a clause of its own begins here: a subject, then a verb, with nothing in between."""
        kind = self.classes[at]
        if not (kind & (PRONOUN | ARTICLE | DETERMINER) or self.page.capital(at)):
            return False
        limit = min(last, at + CLAUSE_REACH)
        if any(self.classes[i] & (COMMA | PREPOSITION) for i in range(at, min(limit, at + 3))):
            return False
        return any(self.classes[i] & AUXILIARY for i in range(at, limit))

    # -- what is covered -------------------------------------------------------------------------------------------

    def ranges(self, front: int, behind: int, inverted: bool, first: int, last: int) -> Ranges:
        """What is said: behind the cue, and before it where the cue closes the sentence or stands between commas."""
        page = self.page
        quoted, final = self.behind_quotation(front, first), self.nothing_follows(behind, last)
        opened = behind < last and (self.words[behind] in ("that", ":") or self._opens(behind))
        found: Ranges = []
        goes_on = opened or (behind < last and (self.words[behind] == "," or self._goes_on(behind, last, inverted)))
        if not final and (not quoted or goes_on):
            subordinate = self.words[behind] != "," and self._subordinate(front, first)  # but: as the mayor explained,
            found.append((page.starts[behind], self.end_of_clause(behind, last, subordinate)))
        if front <= first:
            return found
        marked = bool(self.classes[front - 1] & (COMMA | QUOTE)) and self.words[front - 1] not in (":", ";", "(")
        closed = behind < last and bool(self.classes[behind] & (COMMA | QUOTE)) and self.words[behind] != ":"
        mark = self._mark_behind_day(behind, last)
        aside = marked and (mark is not None or (closed and not opened))
        if marked and mark is not None and (final or not found) and self._continues(mark, front, last):
            found.append((page.starts[mark], self.end_of_clause(mark + 1, last)))
        if final or inverted or quoted or aside or (not marked and self._lost_comma(front, behind, first, last)):
            found.append((page.starts[first], page.starts[front]))
        return found

    def _mark_behind_day(self, at: int, last: int) -> int | None:
        """The mark behind "said", "said on Sunday evening" or "said late on Monday", where one stands there."""
        while at < last and (self.classes[at] & DAY or self.words[at] in DAYTIME):
            at += 1
        if at + 1 >= last or self.words[at] not in (",", ":", ";") or self.introduced(at + 1, last):
            return None  # said on Monday: “…”
        return at

    def _continues(self, mark: int, front: int, last: int) -> bool:
        """Whether what was said goes on: ": seven in Arle", ", against 18,000 in May", "; two were builders"."""
        word, follows = self.words[mark], self.words[mark + 1]
        if word == ":":
            return True
        if word == ",":
            return follows in CONTRASTING or (follows == "which" and self.words[front] in ("he", "she"))
        number = self.finder.is_number(mark + 1)
        return number and not any(
            self.classes[at] & CUE or self.words[at] in self.lexicon.according for at in range(mark + 1, last)
        )

    def _hedges(self, at: int, last: int) -> bool:
        """ "said about 20,000 people": the preposition belongs to the number and opens what is said."""
        following = at + 1 < last and (self.words[at + 1][0].isdecimal() or self.classes[at + 1] & NUMBER)
        return bool(following) and self.words[at] in HEDGING

    def end_of_clause(self, at: int, last: int, subordinate: bool = False) -> int:
        """Where what is said ends: a semicolon begins another speaker's clause, a dash ends what is promised.

        `subordinate`: the verb of saying stands in a clause with "while", which ends before the main clause.
        """
        ends = (";", "—", "–") if self.words[at] == "to" else (";",)
        denied = self.words[at - 1] in self.lexicon.denied
        for place in range(at, last):
            if denied and self.words[place] == "but" and self.words[place - 1] == ",":
                return self.page.starts[place]  # denied that 50 were held, but admitted to 12
            if subordinate and self.words[place] == "," and self._main_clause(place + 1, last):
                return self.page.starts[place]
            if self.words[place] in ends and self.page.quotation_at(self.page.starts[place]) is None:
                return self.page.starts[place]
        return self.page.ends[last - 1]

    def _goes_on(self, at: int, last: int, inverted: bool) -> bool:
        """ "“…,” the lawyer said the two cases were different": a clause of its own behind the verb."""
        return not inverted and self.words[at - 1] in ("said", "says", "say") and self._main_clause(at, last)

    def _subordinate(self, front: int, first: int) -> bool:
        """Whether the sentence opens with "while", "although" and the like right before the speaker."""
        at = first + (self.words[first] in ("but", "and", "even", "yet"))
        return at < front <= at + SUBORDINATE_REACH and self.words[at] in SUBORDINATING

    def _main_clause(self, at: int, last: int) -> bool:
        """Whether a subject and its verb begin here, with no mark between them."""
        if at >= last or self.page.quotation_at(self.page.starts[at]) is not None:
            return False
        kind = self.classes[at]
        if not (kind & (PRONOUN | ARTICLE | DETERMINER | SOURCE | NUMBER) or self.page.capital(at)):
            return False
        for place in range(at + 1, min(last, at + CLAUSE_REACH)):
            if self.finder.is_verb(place):
                return True
            if self.classes[place] & (COMMA | STOP):
                return False
        return False

    def _lost_comma(self, front: int, behind: int, first: int, last: int) -> bool:
        """ "109 of the dead were evacuees the monitor said while …": a clause, the speaker, a joining word."""
        while behind < last and self.classes[behind] & DAY:
            behind += 1
        if behind >= last or self.words[behind] not in JOINING_BEHIND:
            return False
        if self.classes[front - 1] & (PREPOSITION | AUXILIARY | CUE) or self.words[front - 1] in ("and", "but", "that"):
            return False
        clause = range(first, front)
        return any(self.classes[at] & (AUXILIARY | EVENT_VERB) or self.words[at].endswith("ed") for at in clause)

    def nothing_follows(self, at: int, last: int) -> bool:
        """Whether only a day, a place of saying or an aside about the speaker follows the cue."""
        words, classes = self.words, self.classes
        while at < last and classes[at] & (DAY | ADVERB) and not classes[at] & (STOP | QUOTE):
            at += 1
        if at >= last or words[at] == ";":
            return True
        if classes[at] & STOP or (classes[at] & QUOTE and words[at] != "'s"):
            return all(classes[i] & (STOP | QUOTE | COMMA) for i in range(at, last))
        verbs = AUXILIARY | CUE | EVENT_VERB | QUOTE
        if words[at] == "to" and (words[at - 1] in self.lexicon.with_to or not self._addressed(at + 1, last)):
            return False  # promised to build 300 homes, decided to leave
        if words[at] in OPENS_ADVERBIAL and not self._hedges(at, last):
            return not self._any(verbs, at, last)
        if words[at] != "," or at + 1 >= last:
            return False
        if self._age(at + 1, last):
            return True
        about_speaker = classes[at + 1] & ARTICLE or words[at + 1] in ASIDE_OPENERS
        if not about_speaker and not classes[at + 1] & PREPOSITION:
            return False
        return not self._any(QUOTE if about_speaker else verbs, at, last)

    def _addressed(self, at: int, last: int) -> bool:
        """ "said to the committee", "said to reporters": somebody is spoken to, and no verb is named."""
        if at >= last:
            return False
        kind = self.classes[at]
        return bool(kind & (ARTICLE | DETERMINER | PRONOUN | SOURCE)) or self.page.capital(at)

    def _age(self, at: int, last: int) -> bool:
        """ "said Anna Brandt, 67, of Arle": a bare number between marks right behind a name is an age."""
        if not self.words[at].isdecimal() or at + 1 >= last:
            return False
        return len(self.words[at]) < 4 and bool(self.classes[at + 1] & (COMMA | STOP))

    def _any(self, kinds: int, at: int, last: int) -> bool:
        return any(self.classes[i] & kinds and not self.classes[i] & SOURCE for i in range(at, last))

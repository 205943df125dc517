"""Sources without a verb of saying: according to, polls and reports, somebody's claim that, a name and a colon.

Comes in: the place of such a word. Goes out: the `Speech`, or None. Next: speech.py.
"""

from __future__ import annotations

from ..lexicon import ARTICLE, AUXILIARY, COMMA, CUE, DETERMINER, FUNCTION, QUOTE, SOURCE, STOP, TITLE, word_set
from ..quantities import match_after
from ..text import Text
from .nouns_of_saying import NOUNS, NounReader
from .speakers import SpeakerFinder
from .spoken import Ranges, Speech, Tokens
from .verbs import BLOCKED_BEFORE

HEADLINE_SOURCES = word_set("speech", "headline_sources")
POLLS = word_set("speech", "polls")
COUNTS = word_set("speech", "counts")
HANDED_OUT = frozenset(("given", "provided", "supplied"))
STUDIES = POLLS | word_set("speech", "studies")
STUDY_VERBS = word_set("speech", "study_verbs")
NO_LABEL = word_set("speech", "no_label")
SHARES = frozenset(("%", "percent", "points", "lead", "leads"))
ENDS_STUDY = frozenset(("that", ";", "but"))
HANGS_ON = frozenset(("of", "in", "to", "by", "for", "with", "on", "from", "and", "through"))
PLACED = frozenset(("in", "on", "at", "near", "off"))
SEVERAL_POLLS = frozenset(("polls", "polling", "surveys"))  # no one of them says it
RELATIVE_REACH = 8
STUDY_REACH = 16
LABEL_REACH = 7


class VerblessReader:
    """Reads sources without a verb of saying on one page."""

    __slots__ = ("_names", "classes", "finder", "lexicon", "nouns", "page", "words")

    def __init__(self, page: Text, finder: SpeakerFinder) -> None:
        self.page, self.lexicon, self.finder = page, page.lexicon, finder
        self.words, self.classes = page.words, page.classes
        self.nouns = NounReader(page, finder)
        self._names: set[str] | None = None

    def make(self, cue: Tokens, source: Tokens, content: Ranges, rule: str, sure: float) -> Speech:
        return Speech(cue, source, content, self.words[cue[0]], self.finder.is_pronoun(source), rule, sure=sure)

    def read(self, index: int, first: int, last: int, earlier: list[Speech]) -> Speech | None:
        """The source that this word brings, None where it brings none."""
        word = self.words[index]
        speech = self.according(index, first, last) if word in self.lexicon.according else None
        if speech is None and word in STUDIES:
            speech = self.study(index, first, last) or self.poll(index, first, last)
        if speech is None and word in NOUNS:
            speech = self.nouns.read(index, first, last)
        if speech is None and word == "that":
            speech = self.any_verb(index, first, last, earlier)
        return speech

    def _rest(self, index: int, last: int) -> Ranges:
        return [(self.page.ends[index], self.page.ends[last - 1])]

    def according(self, index: int, first: int, last: int) -> Speech | None:
        """according to the ministry: it governs its whole sentence."""
        hit = match_after(self.lexicon.according, self.words, index)
        source = None if hit is None else self.finder.after(hit[0], last, anybody=True)
        before = self.words[index - 1] if index > first else ""
        if hit is None or source is None or before in ("be", "been"):
            return None
        if self.words[index] in HANDED_OUT and before not in COUNTS:
            return None  # food given by the Red Cross
        page = self.page
        ranges = [(page.starts[first], page.starts[index])] if index > first else []
        if source[1] < last:
            ranges.append((page.starts[source[1]], page.ends[last - 1]))
        return self.make((index, hit[0]), source, ranges, "speech.according", 0.95)

    def study(self, index: int, first: int, last: int) -> Speech | None:
        """A poll last month had Smith ahead; records of the court show …"""
        start, end = self.finder.core_back(index + 1, first), index + 1
        relative = self._in_relative(start, first)
        if start > first and self.words[start - 1] in HANGS_ON and not relative:
            return None
        end += end < last and self.words[end] in STUDIES  # polling averages
        comma = None
        for at in range(end, min(last - 1, index + STUDY_REACH)):
            if self.classes[at] & (STOP | QUOTE) or self.words[at] in ENDS_STUDY:
                return None
            if self.words[at] == ",":
                comma = at
            if self.words[at] in STUDY_VERBS and not self.classes[at + 1] & STOP:
                if self.classes[at] & AUXILIARY and not self._has_object(index, at):
                    return None
                source: Tokens | None = (start, end)
                if relative or (comma is not None and comma != at - 1):
                    source = self.finder.before(at, first)  # in the results, the institute found
                if source is None:
                    return None
                elif self.words[end] == "of":
                    source = self.finder.after(start, at, anybody=True) or source  # the register of the hospital
                return self.make((at, at + 1), source, self._rest(at, last), "speech.study", 0.85)
        return None

    def _in_relative(self, start: int, first: int) -> bool:
        """ "…, which collects polls, shows": the study is an object within a relative clause."""
        for at in range(start - 1, max(first, start - RELATIVE_REACH), -1):
            if self.words[at] == ",":
                return False
            if self.words[at] in ("which", "who") and self.words[at - 1] == ",":
                return True
        return False

    def _has_object(self, index: int, at: int) -> bool:
        """Whether "has" or "had" is no auxiliary here: the poll had the mayor ahead."""
        follows = self.classes[at + 1]
        if "margin" in self.words[at + 1 : at + 4]:
            return False  # had a margin of error: about the poll
        named = bool(follows & (ARTICLE | DETERMINER)) or self.page.capital(at + 1)
        return (
            self.words[index] in POLLS
            and (named or (at == index + 1 and not follows & AUXILIARY))
            and not (self.words[at + 1].endswith(("ed", "en", "wn")))
        )

    def poll(self, index: int, first: int, last: int) -> Speech | None:
        """fell to 10 percent in the latest poll: where shares are given, the poll says it."""
        start = self.finder.core_back(index + 1, first)
        if (
            self.words[index] not in POLLS - SEVERAL_POLLS
            or start <= first
            or self.words[start - 1] not in ("in", "per", "from")
        ):
            return None
        end = index + 1
        if end < last and self.words[end] == "by":
            end = (self.finder.after(start, last, anybody=True) or (start, end))[1]
        sentence = self.words[first:last]
        if "according" in sentence or SHARES.isdisjoint(sentence):
            return None
        before = (self.page.starts[first], self.page.starts[start - 1])
        content = [before, *self._rest(end - 1, last)]
        return self.make((start - 1, start), (start, end), content, "speech.poll", 0.8)

    def any_verb(self, index: int, first: int, last: int, earlier: list[Speech]) -> Speech | None:
        """ "The senator hinted that": any past form with "that" behind it, where somebody stands before it."""
        verb = index - 1
        if verb <= first or index + 1 >= last or not self.words[verb].endswith("ed") or self.words[verb] == "emerged":
            return None
        if self.classes[verb] & (CUE | FUNCTION) or self.page.capital(verb) or self.words[verb - 1] in BLOCKED_BEFORE:
            return None
        source = None if earlier and earlier[-1].cue[0] >= verb else self.finder.before(verb, first)
        if source is None:
            return None
        return self.make((verb, verb + 1), source, self._rest(index, last), "speech.any-verb", 0.75)

    # -- labels ----------------------------------------------------------------------------------------------------

    def label(self, first: int, last: int) -> Speech | None:
        """ "Anna Brandt: 5,000 jobs lost" and, closing a headline, "31 killed: monitor"."""
        for at in range(first + 1, min(last - 1, first + LABEL_REACH)):
            if self.words[at] == ":" and not self.page.touching(at + 1):
                if not self._names_speaker(first, at):
                    break
                return self.make((at, at + 1), (first, at), self._rest(at, last), "speech.label", 0.8)
            if self.classes[at] & (STOP | QUOTE | CUE | AUXILIARY) or self.words[at] == ",":
                break
        return self._closing_headline(first, last) if self.page.ends[last - 1] <= self.page.headline_end else None

    def _names_speaker(self, first: int, colon: int) -> bool:
        """Whether the words before a colon are a speaker: a name of two words, or a noun that speaks."""
        span = range(first, colon)
        small = FUNCTION & ~COMMA
        if self.words[colon - 1] in NO_LABEL or self._names_event(first, colon):
            return False
        small |= SOURCE | TITLE
        if not all(self.page.capital(i) or self.classes[i] & small or self.words[i] in ("'s", "-", ".") for i in span):
            return False
        speaks = any(self.classes[i] & SOURCE for i in span)
        if self.classes[first] & (ARTICLE | DETERMINER):
            return speaks
        named = sum(1 for i in span if not self.classes[i] & FUNCTION and self.words[i].isalpha())
        return speaks or named > 1 or (named == 1 and self._seen_again(first))

    def _names_event(self, first: int, colon: int) -> bool:
        """ "Storms in Arle: four dead": a topic with its place; nobody in it speaks."""
        head = self.finder.head(first, colon)
        placed = head + 1 < colon and self.words[head + 1] in PLACED
        return placed and not any(self.classes[at] & (SOURCE | TITLE) for at in range(first, head + 1))

    def _seen_again(self, at: int) -> bool:
        """Whether a capital word occurs again with its capital inside a sentence: then it is a name."""
        if self._names is None:
            page, firsts = self.page, set(self.page.sentence_firsts)
            self._names = {word for i, word in enumerate(self.words) if i not in firsts and page.capital(i)}
        return self.words[at] in self._names

    def _closing_headline(self, first: int, last: int) -> Speech | None:
        """31 killed: monitor; and without the colon, "31 killed Monitor AFP"."""
        page = self.page
        for at in (last - 1, last - 2):
            if at <= first + 2 or self.words[at] not in HEADLINE_SOURCES or not page.capital(at):
                continue
            if at == last - 1 or page.slice(last - 1, last).isupper():
                content = [(page.starts[first], page.starts[at])]
                return self.make((at, at + 1), (at, at + 1), content, "speech.label", 0.75)
        for at in range(last - 2, max(first, last - 6), -1):
            dash = self.words[at] in ("-", "–", "—") and not self.page.touching(at) and not self.page.touching(at + 1)
            if (self.words[at] == ":" or (dash and self.classes[last - 1] & SOURCE)) and any(
                self.classes[i] & SOURCE or page.capital(i) for i in range(at + 1, last)
            ):
                content = [(page.starts[first], page.starts[at])]
                return self.make((at, at + 1), (at + 1, last), content, "speech.label", 0.8)
        return None

"""Text: one pass over the characters gives tokens as parallel lists, sentences and quotations.

Comes in: the document's text, never edited. Offsets are always into that text, in code points.
Next: numerals.py and quantities.py read the lists; attribution.py reads sentences and quotations.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right

from .lexicon import AUXILIARY, BODY, MODAL, MONTH, NOT_PLURAL, QUOTE, SOURCE, STOP, Lexicon

# One alternative a kind of token; matched on the lowered text, whose offsets are those of the text.
TOKEN = re.compile(
    r"""
    (?:(?<![\w.])\.)?\d+(?:[.,:]\d+)*                  # 1,200   2.5   10:30   .500
  | (?:eur|usd|gbp|aud|cad|nzd|hkd|sgd|jpy|cny|rmb|inr|chf|rs|rm|sub-)(?=\d)   # eur50m   sub-7
  | y=(?=\d)                                            # y=590: a yen sign that was lost on the way
  | ps(?=\d[\d.,]*(?:m\b|bn|k|\d))                    # ps8.1bn: a pound sign that was lost on the way
  | (?:[^\W\d_]\.){2,}                                 # u.s.   p.m.
  | ''|``                                              # a double mark typed as two single ones
  | ['’]s\b                                            # the possessive, a token of its own
  | [^\W\d_](?:[^\W_]|[\u0300-\u036f])*                # a word; letters may be followed by digits (mh17)
    (?:[-‑](?!\d+[.,]\d)(?:[^\W_]|[\u0300-\u036f])+    # pro-government, f-16, twenty-seven; not to-260,000
      |['’](?!s\b)[^\W_]+)*                            # shi’ite, don't
  | \.{2,}
  | [^\s]                                              # any other sign by itself
    """,
    re.VERBOSE,
)
LINE_END = re.compile(r"\n\s*")  # the end of a line, with the empty lines after it
CLOSERS = frozenset("\"”’'»)]")
TERMINAL_BEFORE_BREAK = frozenset('.!?:…"”’»)')
HEADLINE_LONGEST = 200
LONGEST_SENTENCE = 200  # tokens; nobody writes longer ones, and it keeps the work linear whatever the text
NAMES_IN_CAPITALS = frozenset(("us", "is", "who", "it", "may", "march", "am"))


class Text:
    """The tokens of one document: `starts`, `ends`, `words` (lower case) and `classes` run in parallel."""

    __slots__ = (
        "breaks",
        "classes",
        "ends",
        "headline_end",
        "lexicon",
        "paragraphs",
        "quotation_starts",
        "quotations",
        "sentence_firsts",
        "sentences",
        "starts",
        "text",
        "words",
    )

    def __init__(self, text: str, lexicon: Lexicon, headline_end: int | None = None) -> None:
        self.text, self.lexicon = text, lexicon
        lowered = lower_keeping_length(text)
        matches = list(TOKEN.finditer(lowered))
        self.starts: list[int] = [match.start() for match in matches]
        self.ends: list[int] = [match.end() for match in matches]
        self.words: list[str] = [match.group() for match in matches]
        known = lexicon.classes.get
        self.classes: list[int] = [known(word, 0) for word in self.words]
        self._names_in_capitals()
        self.headline_end = self._headline_end(headline_end)
        self.breaks: list[int] = self._breaks()
        self.sentences: list[tuple[int, int]] = self._sentences()
        self.sentence_firsts: list[int] = [first for first, _ in self.sentences]
        self.quotations: list[tuple[int, int]] = quotations(self)
        self.quotation_starts: list[int] = [start for start, _ in self.quotations]

    # -- reading -------------------------------------------------------------------------------------

    def capital(self, index: int) -> bool:
        """Whether the token begins with a capital letter."""
        return self.text[self.starts[index]].isupper()

    def named(self, index: int) -> bool:
        """Whether the token has a capital letter anywhere: iPhone, Galaxy."""
        written = self.text[self.starts[index] : self.ends[index]]
        return written != written.lower()

    def touching(self, index: int) -> bool:
        """Whether the token stands directly behind the one before, with no space between."""
        return index > 0 and self.starts[index] == self.ends[index - 1]

    def slice(self, first: int, last: int) -> str:
        """The original words from token `first` to before token `last`."""
        last = min(last, len(self.ends))
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""

    def opens_sentence(self, index: int) -> bool:
        """Whether the token is the first of its sentence."""
        return self.sentences[self.sentence_of(index)][0] == index

    def sentence_of(self, index: int) -> int:
        return bisect_right(self.sentence_firsts, index) - 1

    def quotation_at(self, offset: int) -> int | None:
        """The number of the quotation that holds this offset, or None."""
        number = bisect_right(self.quotation_starts, offset) - 1
        return number if number >= 0 and offset < self.quotations[number][1] else None

    # -- building ------------------------------------------------------------------------------------

    def _names_in_capitals(self) -> None:
        """US, IS and WHO are names, not the small words that they look like; May with a capital is the month."""
        for index in [i for i, word in enumerate(self.words) if word in NAMES_IN_CAPITALS]:
            written = self.text[self.starts[index] : self.ends[index]]
            if written == "May":
                self.classes[index] &= ~(MODAL | AUXILIARY)
            elif written == "March" and self.words[index + 1 : index + 2] and self.words[index + 1][0].isdecimal():
                self.classes[index] = MONTH
            elif written == "may":
                self.classes[index] &= ~MONTH
            elif written.isupper() and len(written) > 1 and not self._shouted(index):
                self.classes[index] = SOURCE | BODY if written == "WHO" else NOT_PLURAL

    def _shouted(self, index: int) -> bool:
        """Whether the neighbours are in capitals too, as in a headline set in them."""
        near = [self.text[self.starts[i] : self.ends[i]] for i in (index - 1, index + 1) if 0 <= i < len(self.starts)]
        return all(word.isupper() and len(word) > 3 for word in near)

    def _headline_end(self, given: int | None) -> int:
        """Where the headline ends: as given, else a first line that reads as one (short, no full stop)."""
        if given is not None:
            return max(0, min(given, len(self.text)))
        stop = self.text.find("\n")
        line = self.text[:stop].rstrip() if stop > 0 else ""
        if not line or len(line) > HEADLINE_LONGEST or (line[-1] in ".!?,;:" and not line.endswith("...")):
            return 0
        return len(line) if self.text[stop:].strip() else 0

    def _breaks(self) -> list[int]:
        """Token numbers that begin a new paragraph. A line end inside a running sentence is none."""
        text, found = self.text, []
        if "\n" in text:
            for match in LINE_END.finditer(text):
                before, after = match.start(), match.end()
                if before == 0 or after >= len(text):
                    continue
                blank = match.group().count("\n") > 1
                follows = text[after]
                if (
                    blank
                    or text[before - 1] in TERMINAL_BEFORE_BREAK
                    or not (follows.islower() or (follows.isdigit() and text[before - 1].islower()))
                ):
                    found.append(bisect_left(self.starts, after))
        if 0 < self.headline_end < len(text):
            found.append(bisect_left(self.starts, self.headline_end))
        return sorted(set(found) - {0, len(self.starts)})

    def _sentences(self) -> list[tuple[int, int]]:
        """Sentences as half-open token ranges that cover every token once."""
        classes, count = self.classes, len(self.starts)
        cuts = set(self.breaks)
        for index in [i for i, kind in enumerate(classes) if kind & STOP]:
            after = index + 1
            while after < count and self.words[after] in CLOSERS and self.touching(after):
                after += 1
            if after < count and self._ends_sentence(index, after):
                cuts.add(after)
        for index in [i for i, word in enumerate(self.words) if word[-1] == "." and len(word) > 2]:
            if index + 1 < count and self._abbreviation_ends(index + 1):
                cuts.add(index + 1)
        edges = [0, *sorted(cuts), count] if count else []
        whole = [(a, b) for a, b in itertools.pairwise(edges) if b > a]
        return [(start, min(b, start + LONGEST_SENTENCE)) for a, b in whole for start in range(a, b, LONGEST_SENTENCE)]

    def _ends_sentence(self, stop: int, after: int) -> bool:
        """Whether the full stop at `stop` ends a sentence when token `after` comes next."""
        if self.starts[after] == self.ends[after - 1] and self.words[stop] == ".":
            return self.capital(after) and after - 1 == stop and len(self.words[stop - 1]) > 2
        character = self.text[self.starts[after]]
        if character.islower():
            return False
        if self.words[stop] == "." and stop and self.touching(stop):
            before = self.words[stop - 1]
            if before in self.lexicon.grammar["abbreviation"] or self._initial(stop - 1):
                return self._abbreviation_ends(after) and before not in (
                    "mr",
                    "mrs",
                    "ms",
                    "dr",
                    "gen",
                    "sen",
                    "rep",
                    "gov",
                    "lt",
                    "col",
                    "no",
                )
        return True

    def _initial(self, index: int) -> bool:
        """A single letter that is no unit: the J of "J. Hale", not the m of "£600m"."""
        word = self.words[index]
        unit = index > 0 and self.touching(index) and self.words[index - 1][0].isdecimal()
        return len(word) == 1 and word.isalpha() and not unit

    def _abbreviation_ends(self, after: int) -> bool:
        return self.capital(after) and self.words[after] in self.lexicon.grammar["sentence_opener"]


def lower_keeping_length(text: str) -> str:
    """Lower case without moving any offset (a few letters would grow, such as the dotted capital I)."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lowered.replace("’", "'") if "’" in lowered else lowered


OPENS = {"“": "”", "«": "»", "„": "”", "‘": "’"}


def quotations(page: Text) -> list[tuple[int, int]]:
    """The outermost quotations as character ranges, marks included.

    A stack per paragraph: a closer that is missing ends its quotation with the paragraph, a closer without an opener
    is no mark. A straight mark opens where a word follows and none stands directly before it.
    """
    text, starts = page.text, page.starts
    edges = {starts[index] for index in page.breaks}
    found: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    marks = [starts[i] for i, kind in enumerate(page.classes) if kind & QUOTE]
    for place in sorted({*marks, *edges}) if edges else marks:
        if place in edges and stack:
            found.append((stack[0][1], place))
            stack.clear()
        mark = text[place]
        width = 2 if text[place : place + 2] in ("''", "``") else 1
        if width == 2:
            mark = '"'
        closes = next(
            (depth for depth in range(len(stack) - 1, max(-1, len(stack) - 4), -1) if stack[depth][0] == mark), None
        )
        before = text[place - 1] if place else " "
        after = text[place + width] if place + width < len(text) else " "
        if mark in "\"'":
            opens = not before.isalnum() and before not in ".,!?;:" and not after.isspace() and after not in ".,;:!?)"
        else:
            opens = mark in OPENS
        if closes is not None and not (mark in "\"'" and opens and before.isspace()):
            start = stack[closes][1]
            del stack[closes:]
            if not stack:
                found.append((start, place + width))
        elif opens and len(stack) < 4:
            stack.append((OPENS.get(mark, mark), place))
    if stack:
        found.append((stack[0][1], len(text)))
    return found

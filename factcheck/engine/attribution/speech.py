"""Speech: the acts of saying in one sentence, each with its speaker and the characters that it covers.

Comes in: a page and a sentence. Goes out: `Speech` objects in text order. Next: reader.py picks the one that governs a number.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from ..lexicon import (
    ADVERB,
    ARTICLE,
    AUXILIARY,
    COMMA,
    CUE,
    DAY,
    DETERMINER,
    EVENT_VERB,
    FUNCTION,
    MONTH,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    SOURCE,
    STOP,
    TITLE,
    word_set,
)
from ..quantities import match_after
from ..text import Text
from .speakers import CLOSING, SpeakerFinder, Tokens

OPENING = frozenset("‘“\"«„'")
DOUBLE_MARKS = frozenset('“”"«»„‘’')
PLAIN_PARTICIPLES = word_set("speech", "plain_participles")
NAMING = word_set("speech", "naming")
HEADLINE_SOURCES = word_set("speech", "headline_sources")
MEDIA = word_set("speech", "media")
POLLS = word_set("speech", "polls")
STUDIES = POLLS | word_set("speech", "studies")
STUDY_VERBS = word_set("speech", "study_verbs")
CONTENT_NOUNS = word_set("speech", "content_nouns")
BE = word_set("speech", "be")
BLOCKED_BEFORE = word_set("speech", "blocked_before")


@dataclass(slots=True)
class Speech:
    """One act of saying: the cue's tokens, the speaker's tokens, and the character ranges of what is said."""

    cue: Tokens
    source: Tokens
    content: list[tuple[int, int]]
    word: str  # the cue's first word: said, according
    pronoun: bool = False
    rule: str = "speech.verb"
    carried: bool = False
    sure: float = 0.9
    via: tuple[Tokens, ...] = ()  # through whom it came, nearest the page last

    def covering(self, offset: int) -> int | None:
        """The length of the narrowest range that holds this offset, None where none does."""
        return min((end - start for start, end in self.content if start <= offset < end), default=None)


class SpeechReader:
    """Reads acts of saying, each sentence once."""

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon, self.words, self.classes = page, page.lexicon, page.words, page.classes
        self.finder = SpeakerFinder(page)
        according = page.lexicon.according
        self._cues = [
            i
            for i, (word, kind) in enumerate(zip(page.words, page.classes, strict=True))
            if kind & CUE or word in according or word in STUDIES or word in CONTENT_NOUNS or word == "that"
        ]
        self._read: dict[int, list[Speech]] = {}

    def in_sentence(self, sentence: int) -> list[Speech]:
        known = self._read.get(sentence)
        if known is None:
            known = self._read[sentence] = self._sentence(sentence)
        return known

    def _sentence(self, sentence: int) -> list[Speech]:
        first, last = self.page.sentences[sentence]
        found: list[Speech] = []
        label = self._label(first, last)
        if label is not None:
            found.append(label)
        place = bisect_left(self._cues, first)
        while place < len(self._cues) and self._cues[place] < last:
            index = self._cues[place]
            place += 1
            speech = self._according(index, first, last) if self.words[index] in self.lexicon.according else None
            if speech is None and self.words[index] in STUDIES:
                speech = self._study(index, first, last)
            if speech is None and self.words[index] in CONTENT_NOUNS:
                speech = self._content_noun(index, first, last)
            if speech is None and self.words[index] == "that":
                speech = self._any_verb_that(index, first, last, found)
            if speech is None and self.classes[index] & CUE:
                speech = self._verb(index, first, last, found)
            if speech is not None:
                found.append(speech)
        return found

    def _speech(
        self, cue: Tokens, source: Tokens, content: list[tuple[int, int]], rule: str, sure: float = 0.9
    ) -> Speech:
        return Speech(cue, source, content, self.words[cue[0]], self.finder.is_pronoun(source), rule, sure=sure)

    # -- verbs ---------------------------------------------------------------------------------------------

    def _verb(self, cue: int, first: int, last: int, earlier: list[Speech]) -> Speech | None:
        """A verb of saying with its subject before it, behind it ("said Smith"), or shared ("disputed the toll, saying …")."""
        word = self.words[cue]
        form = self.lexicon.cue_form[word]
        progressive = form == "ing" and cue > first and self.words[cue - 1] in BE
        if form == "ing" and not progressive:
            return self._participle(cue, first, last, earlier)
        if cue > first and self.words[cue - 1] in BLOCKED_BEFORE and not progressive:
            return None
        if self.finder.is_noun(cue):
            return None
        subject, inverted = self._subject(cue, first, last)
        if subject is None:
            return None
        behind = self._skip_listener(subject[1] if inverted else cue + 1, last, word)
        front = min(cue, subject[0])
        quoted = front > first and (
            self._closing(front - 1)
            or (self.words[front - 1] == "," and front - 1 > first and self._closing(front - 2))
        )
        closing = front > first and self.words[front - 1] == "," and self._nothing_follows(behind, last)
        if (
            word in self.lexicon.needs_that
            and not quoted
            and not closing
            and (inverted or not self._introduces(cue + 1, last, word, subject))
        ):
            return None
        content = self._content(cue, subject, inverted, behind, first, last, quoted)
        if word in NAMING:  # what X called "a disgrace" is no more than the quotation
            number = self.page.quotation_at(self.page.starts[cue + 1]) if cue + 1 < last else None
            content = [self.page.quotations[number]] if number is not None else []
        if not content:
            return None
        speech = self._speech((cue, cue + 1), subject, content, "speech.inverted" if inverted else "speech.verb")
        speech.via = self._through(cue, subject[1] if inverted else cue + 1, last)
        return speech

    def _through(self, cue: int, at: int, last: int) -> tuple[Tokens, ...]:
        """told SANA, told the agency, said in a statement to Reuters: the outlet that passes the words on."""
        if self.words[cue] in ("told", "tells") and at < last and not self.classes[at] & PRONOUN:
            listener = self.finder.after(at, min(last, at + 6))
            if listener is not None and (
                self.page.capital(self.finder.head(*listener)) or self.words[self.finder.head(*listener)] in MEDIA
            ):
                return (listener,)
        return ()

    def _subject(self, cue: int, first: int, last: int) -> tuple[Tokens | None, bool]:
        """(speaker, whether it stands behind the verb)."""
        previous = self.words[cue - 1] if cue > first else ""
        closed = cue > first and self._closing(cue - 1)
        if not closed and (previous != "," or not self._inverted(cue, last) or not self._ends_after(cue, last)):
            subject = self.finder.before(cue, first)
            if subject is not None:
                return subject, False
        if (closed or cue == first or previous == "," or self._ends_after(cue, last)) and self._inverted(cue, last):
            return self.finder.after(cue + 1, last), True
        return None, False

    def _closing(self, at: int) -> bool:
        """Whether a closing quotation mark stands here, alone or behind a comma."""
        return self.page.text[self.page.starts[at]] in CLOSING and self.words[at] != "'s"

    def _inverted(self, cue: int, last: int) -> bool:
        """Whether a speaker's phrase can stand behind this verb."""
        at = cue + 1
        if at >= last or self.lexicon.cue_form[self.words[cue]] not in ("past", "s"):
            return False
        kind = self.classes[at]
        if (
            kind & (DAY | MONTH | STOP | COMMA)
            or kind & PREPOSITION
            or self.words[at] in ("that", "it", "there", "this", "these")
        ):
            return False
        return bool(kind & (ARTICLE | SOURCE | TITLE | PRONOUN | DETERMINER)) or self.page.capital(at)

    def _ends_after(self, cue: int, last: int) -> bool:
        """Lost commas: "… wounding dozens said the observatory": the phrase behind the verb closes the sentence."""
        found = self.finder.after(cue + 1, last)
        if (
            found is not None
            and self.words[cue - 1] == ","
            and (self._nothing_follows(found[1], last) or self.classes[found[1]] & COMMA)
        ):
            return True
        relative = found is not None and found[1] < last and self.words[found[1]] in ("which", "who")
        return (
            found is not None
            and (relative or self._nothing_follows(found[1], last))
            and bool(
                any(self.classes[at] & (SOURCE | TITLE) for at in range(*found))
                or all(self.page.capital(at) or self.words[at] in ("al", "-") for at in range(*found))
            )
        )

    def _skip_listener(self, at: int, last: int, word: str) -> int:
        """told reporters, told the agency on Monday: who was told is no part of what was said."""
        if (
            word in ("told", "tells", "tell", "informed", "assured", "telling")
            and at < last
            and not self.classes[at] & (COMMA | STOP | QUOTE)
        ):
            end = at
            while (
                end < last
                and end - at < 12
                and not self.classes[end] & (COMMA | STOP | QUOTE)
                and self.words[end] not in ("that",)
                and not (end > at and self.classes[end] & (PRONOUN | AUXILIARY | EVENT_VERB))
                and not (end > at and (self.words[end][0].isdecimal()))
            ):
                end += 1
            if end < last and (self.classes[end] & (COMMA | STOP | QUOTE) or self.words[end] == "that"):
                return end
            return at + 1
        return at

    def _introduced(self, at: int, last: int) -> bool:
        """Whether "that", a colon or a quotation follows directly."""
        if at >= last:
            return False
        return self.words[at] in ("that", ":", "how") or self.page.text[self.page.starts[at]] in OPENING

    def _introduces(self, at: int, last: int, word: str, subject: Tokens) -> bool:
        """Whether what follows is said: "that", a colon, a quotation; for a poll or report also plain words; "to" for a promise."""
        while at < last and self.classes[at] & (ADVERB | DAY) and self.words[at] != "that":
            at += 1
        if at >= last:
            return False
        follows = self.words[at]
        if follows in ("that", ":", "how") or self.page.text[self.page.starts[at]] in OPENING:
            return True
        if follows == "," and at + 1 < last and self.page.text[self.page.starts[at + 1]] in OPENING:
            return True
        if follows == "to" and word in self.lexicon.with_to:
            return True
        if self.words[self.finder.head(*subject)] in self.lexicon.documents:
            return True
        limit = min(last, at + 14)
        if word in ("expect", "expects", "expected", "expecting") and any(
            self.words[i] == "to" for i in range(at + 1, min(last, at + 8))
        ):
            return True  # officials expect 200,000 people to march
        if word in ("put", "puts"):
            return any(self.words[i] in self.lexicon.dispute_targets for i in range(at, min(last, at + 5)))
        clause = (
            bool(self.classes[at] & PRONOUN) or self.page.capital(at) or bool(self.classes[at] & (ARTICLE | DETERMINER))
        )
        return (
            clause
            and word
            not in (
                "called",
                "calls",
                "call",
                "put",
                "puts",
                "blame",
                "blames",
                "blamed",
                "accused",
                "accuses",
                "charged",
                "charges",
            )
            and any(self.classes[i] & AUXILIARY for i in range(at, limit))
            and not any(self.classes[i] & (COMMA | PREPOSITION) for i in range(at, min(limit, at + 3)))
        )

    def _participle(self, cue: int, first: int, last: int, earlier: list[Speech]) -> Speech | None:
        """ ", saying …": the speaker is the subject of the clause before."""
        if cue == first:
            return None
        previous = self.words[cue - 1]
        ends_speech = bool(earlier) and cue in (earlier[-1].cue[1], earlier[-1].source[1])
        if (
            not ends_speech
            and previous not in (",", "by", "and", "while", "—", "–")
            and not self.classes[cue - 1] & (DAY | QUOTE | ADVERB)
        ):
            near = self.finder.before(cue, first)
            if near is None or not self._introduced(cue + 1, last) or self.words[cue - 1] in ("of", "for", "from"):
                return None
            return self._speech(
                (cue, cue + 1), near, [(self.page.ends[cue], self._end(last))], "speech.participle", 0.7
            )
        subject = earlier[-1].source if earlier else self._clause_subject(cue, first)
        behind = self._skip_listener(cue + 1, last, self.words[cue])
        plain = (
            self.words[cue] in PLAIN_PARTICIPLES
            or ends_speech
            or (behind < last and (self.classes[behind] & PRONOUN or self.words[behind][0].isdecimal()))
        )
        if subject is None or (not plain and not self._introduced(behind, last)):
            return None
        return self._speech((cue, cue + 1), subject, [(self.page.ends[cue], self._end(last))], "speech.participle", 0.8)

    def _clause_subject(self, cue: int, first: int) -> Tokens | None:
        """The subject of the main clause: the phrase before its first verb."""
        for at in range(first + 1, min(cue, first + 40)):
            if self.finder.is_verb(at) or (
                self.words[at].endswith("ed")
                and not self.classes[at]
                and self.classes[at + 1] & (ARTICLE | DETERMINER | PREPOSITION | PRONOUN)
            ):
                found = self.finder.before(at, first)
                if found is not None:
                    return found
        return None

    # -- what is covered -------------------------------------------------------------------------------------

    def _content(
        self, cue: int, subject: Tokens, inverted: bool, behind: int, first: int, last: int, quoted: bool
    ) -> list[tuple[int, int]]:
        """What is said: behind the cue, and before it where the cue closes the sentence or stands between commas."""
        page = self.page
        front = min(cue, subject[0])
        final = self._nothing_follows(behind, last)
        ranges: list[tuple[int, int]] = []
        speaks_on = not quoted or (
            behind < last and (self.words[behind] in ("that", ":", ",") or page.text[page.starts[behind]] in OPENING)
        )
        if not final and speaks_on:
            ranges.append((page.starts[behind], self._end_of_clause(behind, last)))
        if front > first:
            marked = bool(self.classes[front - 1] & (COMMA | QUOTE)) and self.words[front - 1] not in (":", ";", "(")
            closed = behind < last and bool(self.classes[behind] & (COMMA | QUOTE)) and self.words[behind] != ":"
            opened = behind < last and (
                self.words[behind] in ("that", ":") or page.text[page.starts[behind]] in OPENING
            )
            if (
                final
                or inverted
                or quoted
                or (marked and closed and not opened)
                or (not marked and self._lost_comma(front, behind, first, last))
            ):
                ranges.append((page.starts[first], page.starts[front]))
        return ranges

    def _end_of_clause(self, at: int, last: int) -> int:
        """Where what is said ends: a semicolon outside quotations begins another speaker's clause."""
        for place in range(at, last):
            if self.words[place] == ";" and self.page.quotation_at(self.page.starts[place]) is None:
                return self.page.starts[place]
        return self._end(last)

    def _lost_comma(self, front: int, behind: int, first: int, last: int) -> bool:
        """ "109 of the dead were evacuees the monitor said while …": a clause before the speaker, a joining word behind the verb."""
        while behind < last and self.classes[behind] & DAY:
            behind += 1
        if behind >= last or self.words[behind] not in (
            "while",
            "adding",
            "as",
            "updating",
            "after",
            "when",
            "which",
            "without",
            "citing",
            "although",
            "though",
        ):
            return False
        if self.classes[front - 1] & (PREPOSITION | AUXILIARY | CUE) or self.words[front - 1] in ("and", "but", "that"):
            return False
        return any(
            self.classes[at] & (AUXILIARY | EVENT_VERB) or self.words[at].endswith("ed") for at in range(first, front)
        )

    def _nothing_follows(self, at: int, last: int) -> bool:
        """Whether only a day, a place of saying or an aside about the speaker follows the cue."""
        words, classes = self.words, self.classes
        while at < last:
            kind, word = classes[at], words[at]
            if kind & STOP or (kind & QUOTE and word != "'s"):
                return all(classes[i] & (STOP | QUOTE | COMMA) for i in range(at, last))
            if kind & (DAY | ADVERB):
                at += 1
                continue
            if word == ";":
                return True
            if word in (
                "on",
                "in",
                "to",
                "at",
                "during",
                "after",
                "following",
                "by",
                "under",
                "via",
                "from",
                "through",
                "about",
                "of",
                "ahead",
                "late",
                "early",
                "late-",
                "over",
                "with",
            ):
                return not any(
                    classes[i] & (AUXILIARY | CUE | EVENT_VERB | QUOTE) and not classes[i] & SOURCE
                    for i in range(at, last)
                )
            if (
                word == ","
                and at + 1 < last
                and classes[at + 1] & (ARTICLE | PREPOSITION)
                | (words[at + 1] in ("who", "which", "using", "referring"))
            ):
                verbs = AUXILIARY | CUE | EVENT_VERB | QUOTE
                aside = classes[at + 1] & ARTICLE or words[at + 1] in ("who", "which", "using", "referring")
                return not any(
                    classes[i] & (QUOTE if aside else verbs) and not classes[i] & SOURCE for i in range(at, last)
                )
            return False
        return True

    def _end(self, last: int) -> int:
        return self.page.ends[last - 1]

    # -- without a verb --------------------------------------------------------------------------------------

    def _according(self, index: int, first: int, last: int) -> Speech | None:
        """according to the ministry: it governs its whole sentence."""
        hit = match_after(self.lexicon.according, self.words, index)
        if hit is None:
            return None
        source = self.finder.after(hit[0], last)
        if source is None:
            return None
        page = self.page
        ranges = [(page.starts[first], page.starts[index])] if index > first else []
        if source[1] < last:
            ranges.append((page.starts[source[1]], self._end(last)))
        return self._speech((index, hit[0]), source, ranges, "speech.according")

    def _study(self, index: int, first: int, last: int) -> Speech | None:
        """fell to 10 percent in the latest poll: where shares are given, the poll says it. A poll last month had Smith ahead."""
        start = self.finder._core_back(index + 1, first)
        page = self.page
        for at in range(index + 1, min(last, index + 16)):
            if self.classes[at] & (STOP | QUOTE) or self.words[at] in ("that", ";", "but"):
                break
            if self.words[at] in STUDY_VERBS and not (self.classes[at + 1 if at + 1 < last else at] & STOP):
                if self.classes[at] & AUXILIARY and (
                    at > index + 1 or self.words[index] not in POLLS or self.words[at + 1].endswith(("ed", "en", "wn"))
                ):
                    break
                if start > first and self.words[start - 1] in ("of", "in", "to", "by", "for", "with", "on", "from"):
                    break
                return self._speech(
                    (at, at + 1), (start, index + 1), [(page.ends[at], self._end(last))], "speech.study", 0.8
                )
        if self.words[index] not in POLLS or start <= first or self.words[start - 1] not in ("in", "per", "from"):
            return None
        shares = any(self.words[at] in ("%", "percent", "points", "lead", "leads") for at in range(first, last))
        if not shares or any(self.words[at] == "according" for at in range(first, last)):
            return None
        return self._speech(
            (start - 1, start),
            (start, index + 1),
            [(page.starts[first], page.starts[start - 1]), (page.ends[index], self._end(last))],
            "speech.poll",
            0.75,
        )

    def _content_noun(self, index: int, first: int, last: int) -> Speech | None:
        """the senator's claim that, his plan to: the possessor says it."""
        if index + 1 >= last or self.words[index + 1] != "that" or index - 1 < first:
            return None
        owner = index - 1
        while owner > first and not self.classes[owner] & FUNCTION and self.words[owner] != "'s" and index - owner < 4:
            owner -= 1
        content = [(self.page.ends[index], self._end(last))]
        if self.words[owner] in ("his", "her", "their", "its"):
            return self._speech((index, index + 1), (owner, owner + 1), content, "speech.noun", 0.7)
        if self.words[owner] != "'s" or owner <= first:
            return None
        source = self.finder._phrase_back(owner, first)
        if source is None or not self.finder.can_speak(*source):
            return None
        return self._speech((index, index + 1), source, content, "speech.noun", 0.7)

    def _any_verb_that(self, index: int, first: int, last: int, earlier: list[Speech]) -> Speech | None:
        """ "The senator hinted that": any past form with "that" behind it, where somebody stands before it."""
        verb = index - 1
        if (
            verb <= first
            or self.classes[verb] & (CUE | FUNCTION)
            or not self.words[verb].endswith("ed")
            or index + 1 >= last
            or self.page.capital(verb)
        ):
            return None
        if (
            self.words[verb] == "emerged"
            or self.words[verb - 1] in BLOCKED_BEFORE
            or (earlier and earlier[-1].cue[0] >= verb)
        ):
            return None
        source = self.finder.before(verb, first)
        if source is None:
            return None
        return self._speech(
            (verb, verb + 1), source, [(self.page.ends[index], self._end(last))], "speech.any-verb", 0.7
        )

    def _label(self, first: int, last: int) -> Speech | None:
        """ "McCain: 5,000 jobs lost" and, closing a headline, "31 killed: monitor"."""
        for at in range(first + 1, min(last - 1, first + 7)):
            kind = self.classes[at]
            if self.words[at] == ":" and not self.page.touching(at + 1):
                named = all(
                    self.page.capital(i) or self.classes[i] & (FUNCTION & ~COMMA) or self.words[i] in ("'s", "-", ".")
                    for i in range(first, at)
                )
                known = any(not self.classes[i] & FUNCTION for i in range(first, at))
                if (
                    not (named and known)
                    or (
                        self.classes[first] & (ARTICLE | DETERMINER)
                        and not any(self.classes[i] & SOURCE for i in range(first, at))
                    )
                    or self.words[at - 1]
                    in (
                        "source",
                        "note",
                        "name",
                        "age",
                        "job",
                        "city",
                        "latest",
                        "update",
                        "photo",
                        "exclusive",
                        "video",
                        "pm",
                        "live",
                        "editor",
                        "read",
                        "breaking",
                        "report",
                        "watch",
                        "more",
                    )
                ):
                    return None
                return self._speech(
                    (at, at + 1), (first, at), [(self.page.ends[at], self._end(last))], "speech.label", 0.75
                )
            if kind & (STOP | QUOTE | CUE | AUXILIARY) or self.words[at] == ",":
                break
        if self.page.ends[last - 1] <= self.page.headline_end:
            for at in (last - 1, last - 2):
                if (
                    at > first + 2
                    and self.words[at] in HEADLINE_SOURCES
                    and self.page.capital(at)
                    and (
                        at == last - 1
                        or self.page.text[self.page.starts[last - 1] : self.page.ends[last - 1]].isupper()
                    )
                ):
                    return self._speech(
                        (at, at + 1),
                        (at, at + 1),
                        [(self.page.starts[first], self.page.starts[at])],
                        "speech.label",
                        0.7,
                    )
        for at in range(last - 2, max(first, last - 6), -1):
            if (
                self.words[at] == ":"
                and self.page.ends[last - 1] <= self.page.headline_end
                and any(self.classes[i] & SOURCE or self.page.capital(i) for i in range(at + 1, last))
            ):
                return self._speech(
                    (at, at + 1),
                    (at + 1, last),
                    [(self.page.starts[first], self.page.starts[at])],
                    "speech.label",
                    0.75,
                )
        return None

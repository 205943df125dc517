"""Verbs of saying: with the speaker before them, behind them, or shared with the clause before ("…, saying").

Comes in: the place of a verb of saying. Goes out: the `Speech`, or None where nobody says anything. Next: speech.py.
"""

from __future__ import annotations

from ..lexicon import (
    ADVERB,
    ARTICLE,
    AUXILIARY,
    COMMA,
    DAY,
    DETERMINER,
    EVENT_VERB,
    MONTH,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    SOURCE,
    STOP,
    TITLE,
    word_set,
)
from ..text import Text
from .contents import ContentReader
from .speakers import SpeakerFinder
from .spoken import Ranges, Speech, Tokens

PLAIN_PARTICIPLES = word_set("speech", "plain_participles")
NAMING = word_set("speech", "naming")
MEDIA = word_set("speech", "media")
BE = word_set("speech", "be")
BLOCKED_BEFORE = word_set("speech", "blocked_before")
TELLING = word_set("speech", "telling")
ASKED = frozenset(("those", "voters", "respondents", "people", "adults", "percent", "%"))
NOBODY = frozenset(("nobody", "no", "none", "neither"))
SHARES = frozenset(("percent", "%", "pct"))
WILLING = frozenset(("quick", "keen", "careful", "anxious", "eager", "forced", "happy", "able"))
NO_SPEAKER = frozenset(("that", "it", "there", "this", "these"))
QUOTING = frozenset(("quoted", "quotes", "cited", "cites", "quote", "cite"))
CLEFT_WORDS = 4  # it was somebody that
QUOTING_REACH = 16
LISTENER_REACH = 12
CLAUSE_REACH = 40


class VerbReader:
    """Reads verbs of saying on one page."""

    __slots__ = ("classes", "contents", "finder", "lexicon", "page", "words")

    def __init__(self, page: Text, finder: SpeakerFinder, contents: ContentReader) -> None:
        self.page, self.lexicon, self.finder, self.contents = page, page.lexicon, finder, contents
        self.words, self.classes = page.words, page.classes

    def make(self, cue: Tokens, source: Tokens, content: Ranges, rule: str, sure: float = 0.95) -> Speech:
        return Speech(cue, source, content, self.words[cue[0]], self.finder.is_pronoun(source), rule, sure=sure)

    def read(self, cue: int, first: int, last: int, earlier: list[Speech]) -> Speech | None:
        """The act of saying of this verb; `earlier` are those before it in the sentence."""
        word = self.words[cue]
        progressive = cue > first and self.words[cue - 1] in BE
        if self.lexicon.cue_form[word] == "ing":
            if not progressive:
                return self._participle(cue, first, last, earlier)
        elif cue > first and self.words[cue - 1] in BLOCKED_BEFORE:
            return self._willing(cue, first, last)
        if self.finder.is_noun(cue) or self.finder.takes_lives(cue):
            return None
        if word in QUOTING:
            passed_on = self._quoted(cue, first, last)
            if passed_on is not None:
                return passed_on
        if self._done_by(cue, last):
            return None
        subject, inverted = self._subject(cue, first, last)
        if earlier and self._joined(cue, earlier[-1]):
            subject, inverted = earlier[-1].source, False
        if subject is None or self._counted(subject) or self._reduced(cue, last):
            return None
        front, particle = min(cue, subject[0]), self._particle(cue, last)
        behind = self._skip_listener(subject[1] if inverted else cue + 1 + particle, last, word)
        if word in self.lexicon.needs_that and not self._says(cue, subject, inverted, front, behind, first, last):
            return None
        content = self._named(cue, last) if word in NAMING else None
        if content is None:
            content = self.contents.ranges(front, behind, inverted, first, last)
        if not content:
            return None
        rule = "speech.inverted" if inverted else "speech.verb"
        speech = self.make((cue, cue + 1), subject, content, rule)
        speech.via = self._through(cue, cue + 1, last) if not inverted else ()
        return speech

    def _counted(self, subject: Tokens) -> bool:
        """Whether the subject is who was asked or nobody: "31 percent of voters said", "the announced deal"."""
        words = self.words[slice(*subject)]
        if words in (["the"], ["a"], ["an"]) or words[0] in NOBODY:
            return True
        if words == ["who"] and subject[0] > 1 and self.words[subject[0] - 1] != ",":
            return self.words[subject[0] - 1] in ASKED
        return not SHARES.isdisjoint(words) and words[0][0].isdecimal()

    def _reduced(self, cue: int, last: int) -> bool:
        """ "A merger announced on Monday would create": a participle, and the verb of the sentence behind its day."""
        at = cue + 1
        while at < last and (self.classes[at] & DAY or self.words[at] == "on"):
            at += 1
        return cue + 1 < at < last and bool(self.classes[at] & AUXILIARY) and not self.classes[at] & PRONOUN

    def _quoted(self, cue: int, first: int, last: int) -> Speech | None:
        """ "SANA quoted a colonel as saying that …": the colonel speaks, the agency passes it on."""
        saying = next((at for at in range(cue + 1, min(last, cue + QUOTING_REACH)) if self.words[at] == "saying"), None)
        if saying is None or self.words[saying - 1] != "as":
            return None
        source, agency = self.finder.after(cue + 1, saying - 1, anybody=True), self.finder.before(cue, first)
        if source is None:
            return None
        page, front = self.page, cue if agency is None else agency[0]
        content = [] if saying + 1 >= last else [(page.starts[saying + 1], page.ends[last - 1])]
        if front > first:
            content.append((page.starts[first], page.starts[front]))
        speech = self.make((cue, cue + 1), source, content, "speech.quoted-as-saying", 0.9)
        speech.via = () if agency is None else (agency,)
        return speech

    def _says(self, cue: int, subject: Tokens, inverted: bool, front: int, behind: int, first: int, last: int) -> bool:
        """Whether a verb that can mean something else speaks here: "added that", "”, he added", not "added 20 jobs"."""
        if self.contents.behind_quotation(front, first):
            return True
        if front > first and self.words[front - 1] == ",":
            aside = behind < last and self.words[behind] == "," and self._named_alone(subject)
            if aside or self.contents.nothing_follows(behind, last):
                return True
        at = cue + 1 + self._particle(cue, last)
        return not inverted and self.contents.introduces(at, last, self.words[cue], subject)

    def _named_alone(self, subject: Tokens) -> bool:
        """A pronoun or a bare name: "it had, she added, lost two"."""
        return self.finder.is_pronoun(subject) or all(self.page.capital(at) for at in range(*subject))

    def _willing(self, cue: int, first: int, last: int) -> Speech | None:
        """ "was quick to deny that": who is quick to say it says it."""
        if cue - 3 < first or self.words[cue - 1] != "to" or self.words[cue - 2] not in WILLING:
            return None
        if self.words[cue - 3] not in BE or not self.contents.introduced(cue + 1, last):
            return None
        source = self.finder.before(cue - 3, first)
        content = [(self.page.starts[cue + 1], self.contents.end_of_clause(cue + 1, last))]
        return None if source is None else self.make((cue, cue + 1), source, content, "speech.verb", 0.85)

    def _done_by(self, cue: int, last: int) -> bool:
        """ "documents reported previously by the paper": a participle with its agent, no verb of the sentence."""
        at = cue + 1
        while at < last and at < cue + 3 and (self.classes[at] & ADVERB or self.words[at].endswith("ly")):
            at += 1
        return self.lexicon.cue_form[self.words[cue]] == "past" and at < last and self.words[at] == "by"

    def _joined(self, cue: int, before: Speech) -> bool:
        """ "…, she said, but added that": the verb is joined right behind the act of saying before."""
        end = max(before.cue[1], before.source[1])
        comma = end < cue and self.words[end] == ","
        return end + comma == cue - 1 and self.words[cue - 1] in ("and", "but")

    def _particle(self, cue: int, last: int) -> int:
        """1 where the verb is "pointed out", else 0."""
        return int(cue + 1 < last and self.words[cue + 1] == "out" and self.words[cue].startswith("point"))

    def _named(self, cue: int, last: int) -> Ranges:
        """What X called "a disgrace" is no more than the quotation."""
        number = self.page.quotation_at(self.page.starts[cue + 1]) if cue + 1 < last else None
        return [] if number is None else [self.page.quotations[number]]

    def _through(self, cue: int, at: int, last: int) -> tuple[Tokens, ...]:
        """told SANA, told the agency: the outlet that passes the words on."""
        if self.words[cue] not in ("told", "tells") or at >= last or self.classes[at] & PRONOUN:
            return ()
        listener = self.finder.after(at, min(last, at + 6))
        if listener is None:
            return ()
        head = self.finder.head(*listener)
        return (listener,) if self.page.capital(head) or self.words[head] in MEDIA else ()

    # -- the speaker -----------------------------------------------------------------------------------------------

    def _subject(self, cue: int, first: int, last: int) -> tuple[Tokens | None, bool]:
        """(speaker, whether it stands behind the verb)."""
        cleft = self._cleft(cue, first)
        if cleft is not None:
            return cleft, False
        comma = cue > first and self.words[cue - 1] == ","
        closed = cue > first and self.contents.closing(cue - 1)
        can_invert = self._can_invert(cue, last)
        if not closed and not (comma and can_invert and self._ends_after(cue, last)):
            subject = self.finder.before(cue, first)
            if subject is not None:
                return subject, False
        if can_invert and (closed or cue == first or comma or self._ends_after(cue, last)):
            return self.finder.after(cue + 1, last), True
        return None, False

    def _cleft(self, cue: int, first: int) -> Tokens | None:
        """ "It was the army that said": who stands between "it was" and "that"."""
        if cue - CLEFT_WORDS < first or self.words[cue - 1] not in ("that", "who", "which"):
            return None
        found = self.finder.phrase_back(cue - 1, first)
        if found is None or found[0] - 2 < first or not self.finder.can_speak(*found):
            return None
        return found if self.words[found[0] - 2] == "it" and self.words[found[0] - 1] in ("was", "is") else None

    def _can_invert(self, cue: int, last: int) -> bool:
        """Whether a speaker's phrase can stand behind this verb."""
        at = cue + 1
        if at >= last or self.lexicon.cue_form[self.words[cue]] not in ("past", "s") or self.words[cue] in TELLING:
            return False  # who stands behind "told" is told
        kind = self.classes[at]
        if kind & (DAY | MONTH | STOP | COMMA | PREPOSITION) or self.words[at] in NO_SPEAKER:
            return False
        return bool(kind & (ARTICLE | SOURCE | TITLE | PRONOUN | DETERMINER)) or self.page.capital(at)

    def _ends_after(self, cue: int, last: int) -> bool:
        """Lost commas: "… wounding dozens said the observatory": the phrase behind the verb closes the sentence."""
        found = self.finder.after(cue + 1, last)
        if found is None:
            return False
        closes = self.contents.nothing_follows(found[1], last)
        if self.words[cue - 1] == "," and (closes or self.classes[found[1]] & COMMA):
            return True
        if not closes and self.words[found[1] : found[1] + 1] not in (["which"], ["who"]):
            return False
        named = all(self.page.capital(at) or self.words[at] in ("al", "-") for at in range(*found))
        return named or any(self.classes[at] & (SOURCE | TITLE) for at in range(*found))

    def _skip_listener(self, at: int, last: int, word: str) -> int:
        """told reporters, told the agency on Monday: who was told is no part of what was said."""
        marks = COMMA | STOP | QUOTE
        if word not in TELLING or at >= last or self.classes[at] & marks:
            return at
        for end in range(at, min(last, at + LISTENER_REACH)):
            if self.classes[end] & marks or self.words[end] == "that":
                return end
            if end > at and (self.classes[end] & (PRONOUN | AUXILIARY | EVENT_VERB) or self.words[end][0].isdecimal()):
                break
        return at + 1

    # -- participles -----------------------------------------------------------------------------------------------

    def _participle(self, cue: int, first: int, last: int, earlier: list[Speech]) -> Speech | None:
        """ ", saying …": the speaker is the subject of the clause before."""
        if cue == first:
            return self._fronted(cue, first, last)
        word, content = self.words[cue], [(self.page.ends[cue], self.page.ends[last - 1])]
        ends_speech = bool(earlier) and cue in (earlier[-1].cue[1], earlier[-1].source[1])
        if not ends_speech and not self._opens_clause(cue - 1):
            near = self.finder.before(cue, first)
            if near is not None and self.words[near[0]][0].isdecimal():
                near = earlier[-1].source if earlier else None  # put the toll at 85 adding that
            said = self.contents.introduced(cue + 1, last) and self.words[cue - 1] not in ("of", "for", "from")
            return (
                None
                if near is None or not said
                else self.make((cue, cue + 1), near, content, "speech.participle", 0.75)
            )
        subject = earlier[-1].source if earlier else self._clause_subject(cue, first)
        behind = self._skip_listener(cue + 1, last, word)
        counts = behind < last and (self.classes[behind] & PRONOUN or self.words[behind][0].isdecimal())
        plain = word in PLAIN_PARTICIPLES or ends_speech or bool(counts)
        if subject is None or (not plain and not self.contents.introduced(behind, last)):
            return None
        return self.make((cue, cue + 1), subject, content, "speech.participle", 0.85)

    def _fronted(self, cue: int, first: int, last: int) -> Speech | None:
        """Denying that …, the police chief said: the subject of the main clause says it."""
        if not self.contents.introduced(cue + 1, last):
            return None
        for comma in range(cue + 2, last - 1):
            if self.words[comma] == ",":
                source = self.finder.after(comma + 1, last)
                if source is not None and source[1] < last and self.finder.is_verb(source[1]):
                    content = [(self.page.ends[cue], self.page.starts[comma])]
                    return self.make((cue, cue + 1), source, content, "speech.participle", 0.85)
        return None

    def _opens_clause(self, at: int) -> bool:
        joined = self.words[at] in (",", "by", "and", "while", "—", "–")
        return joined or bool(self.classes[at] & (DAY | QUOTE | ADVERB))

    def _clause_subject(self, cue: int, first: int) -> Tokens | None:
        """The subject of the main clause: the phrase before its first verb."""
        for at in range(first + 1, min(cue, first + CLAUSE_REACH)):
            past = self.words[at].endswith("ed") and not self.classes[at]
            object_follows = self.classes[at + 1] & (ARTICLE | DETERMINER | PREPOSITION | PRONOUN)
            if self.finder.is_verb(at) or (past and object_follows):
                found = self.finder.before(at, first)
                if found is not None:
                    return found
        return None

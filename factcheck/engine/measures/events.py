"""Events: the word that tells what happened to those who are counted.

Comes in: the tokens before the number or behind its population. Goes out: an `Event`, or None. Next: reader.py.
"""

from __future__ import annotations

from ..lexicon import (
    ADVERB,
    ARTICLE,
    AUXILIARY,
    COMMA,
    COUNTED,
    CUE,
    DETERMINER,
    EVENT,
    EVENT_VERB,
    FUNCTION,
    NUMBER,
    PEOPLE,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    RELATIVE,
    STATE,
    STOP,
    TOLL,
    ZERO,
    word_set,
)
from ..nouns import Phrase, is_plural, phrase_after
from ..quantities import Quantity, match_after
from ..text import Text
from .counted import CASUALTY, HUMAN, LISTING, Event

# Words between a subject and its participle: "were reported to have been killed".
PASSIVE_FILL = word_set("measures", "passive_fill")
OTHER_TOLLS = word_set("measures", "other_tolls")
TOLL_VERBS = word_set("measures", "toll_verbs")
LEVEL_VERBS = word_set("measures", "level_verbs")
PERFECT = frozenset(("has", "have", "had", "having"))  # have killed is active, have been killed is not
PROPER_COUNTS = frozenset(("death", "body"))
TOLL_REACH = 24
SUBJECT_REACH = 9
COPULA = frozenset(("was", "were", "is", "are"))
LEAVING = frozenset(("left", "leaves", "leaving", "leave"))
IN_A_LIST = "measure.in-a-list"
OTHERS = frozenset(("others", "more"))
LIST_REACH = 12
HEDGING = frozenset(("at", "least", "most", "up", "to", "as", "many", "than", "about", "around", "over", "under"))
INCLUDED = frozenset(("include", "includes", "included"))
FAR_REACH = 16
STATES_OF_SUBJECTS = frozenset(("measure.of-the-dead", "measure.state", "measure.participle"))
DISEASE_REACH = 40
DISEASES = word_set("measures", "diseases")
COURTS = word_set("measures", "courts")


class EventReader:
    """Finds events of one page."""

    __slots__ = ("classes", "lexicon", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon, self.words, self.classes = page, page.lexicon, page.words, page.classes

    # -- behind the population -----------------------------------------------------------------------------------

    def around(self, quantity: Quantity, at: int, taken: set[int], first: int, last: int) -> Event | None:
        """What stands behind the population, unless a verb before it has it for its object: executed 160 men captured,
        killing eight on board, saved 20 people trapped; not one that is `taken`: 3 civilians killed 38 injured."""
        event = self.behind(at, last)
        if event is None or event[3] not in ("measure.participle", "measure.state", "measure.phrase"):
            return event
        done = self.before(quantity, first)
        acts = done is not None and done[3] == "measure.verb-object" and done[1] not in taken
        return done if acts else event

    def behind(self, at: int, last: int) -> Event | None:
        """27 injured; 22 people killed in; were killed; of them dead; were reported to have been wounded."""
        start = at
        at, passive = self._over_auxiliaries(at, last)
        if at >= last:
            return None
        words, word = self.words, self.words[at]
        phrase = self._phrase_from(start, at)
        number_follows = phrase is not None and phrase[0] < last and words[phrase[0]][0].isdecimal()
        if phrase is not None and not number_follows and not word.endswith("ing"):
            return phrase[1], at, phrase[0], "measure.phrase"
        if not self.classes[at] & EVENT:
            return None
        rule = self._how(at, last, passive)
        return None if rule is None else (self.lexicon.measure_of[word], at, at + 1, rule)

    def _phrase_from(self, start: int, at: int) -> tuple[int, str] | None:
        """The phrase that begins here, or with one of the auxiliaries before: are being held, did not survive."""
        found = (match_after(self.lexicon.measure_phrases, self.words, place) for place in range(at, start - 1, -1))
        return next((hit for hit in found if hit is not None and hit[0] > at), None)

    def _over_auxiliaries(self, at: int, last: int) -> tuple[int, bool]:
        passive, steps = False, 0
        while at < last and steps < 8:
            kind, word = self.classes[at], self.words[at]
            fills = kind & (AUXILIARY | ADVERB | QUOTE) and word != "'s"
            if not fills and word not in PASSIVE_FILL and word not in ("who", "others", "more"):
                break
            passive = passive or bool(kind & AUXILIARY and word not in PERFECT)
            at += 1
            steps += 1
        return at, passive

    def _how(self, at: int, last: int, passive: bool) -> str | None:
        """The rule by which an event word behind the population counts it; None where it is an active verb."""
        word, form = self.words[at], self.lexicon.verb_form.get(self.words[at])
        active = not passive and self.has_object(at + 1, last)
        if word in self.lexicon.states and form in (None, "past"):
            if form == "past" and active:
                return None
            return "measure.passive" if passive else "measure.state"
        if word in self.lexicon.intransitive or (form == "base" and passive and not self.has_object(at + 1, last)):
            return "measure.intransitive"
        if form == "past" and not active:
            return "measure.passive" if passive else "measure.participle"
        return None

    def has_object(self, at: int, last: int) -> bool:
        """Whether a past form is active: "militants killed two soldiers", not "militants killed in the raid"."""
        if at >= last:
            return False
        kind, word = self.classes[at], self.words[at]
        if kind & (ARTICLE | DETERMINER | PRONOUN) and word not in ("this", "that", "one"):
            after = self.classes[at + 1] if at + 1 < last else STOP
            return not kind & ARTICLE and not after & (CUE | AUXILIARY)
        if word[0].isdecimal() or word in self.lexicon.numbers:
            phrase = phrase_after(self.page, at + 1, last)
            end = phrase.last if phrase else at + 1
            return not (end < last and self.classes[end] & (STATE | EVENT_VERB | AUXILIARY))
        return bool(kind & (PEOPLE | ZERO))

    def far(self, at: int, last: int) -> Event | None:
        """A predicate behind a phrase in between: "five people from the village, including two boys, were killed"."""
        words, classes = self.words, self.classes
        listing = False
        for place in range(at, min(last, at + FAR_REACH)):
            kind, word = classes[place], words[place]
            if kind & (STOP | CUE | RELATIVE) or word in (";", "but", "while", "that", "because"):
                return None
            if word == "and" and words[place - 1] == "," and self._begins_anew(place + 1):
                return None  # 48 cases, and one baby has died
            listing = listing or word in LISTING
            if kind & AUXILIARY and not kind & PREPOSITION:
                event = self.behind(place, last)
                return None if event is None else (*event[:3], "measure.far-predicate")
            intransitive = kind & EVENT_VERB and word in self.lexicon.intransitive
            if intransitive and not listing and self.lexicon.verb_form.get(word) in ("past", "s"):
                return self.lexicon.measure_of[word], place, place + 1, "measure.far-predicate"
        return None

    def _begins_anew(self, at: int) -> bool:
        """Whether a number or an article opens the subject of another clause here."""
        if at >= len(self.words):
            return False
        return bool(self.classes[at] & (ARTICLE | NUMBER | ZERO)) or self.words[at][0].isdecimal()

    def in_a_list(self, quantity: Quantity, phrase: Phrase | None, at: int, first: int, last: int) -> Event | None:
        """left 31 militants and nine soldiers dead; 22 soldiers and 19 rebels killed: said of all in the list.

        Of people without a verb that leaves them so, and of whatever else lies there only where one does.
        """
        lead = quantity.first - 1
        while lead > first and self.classes[lead] & ADVERB:
            lead -= 1
        left = lead >= first and self.words[lead] in LEAVING
        if phrase is None or not (left or self.classes[phrase.head] & PEOPLE or self._takes_part(phrase)):
            return None
        while at < last and self.words[at] in ("and", ","):
            item = self._item(at + 1, last)
            if item is None:
                return None
            at = item
            event = self.behind(at, last)
            if event is not None:
                told = event[3] in ("measure.state", "measure.participle") and event[0] in HUMAN
                return (*event[:3], IN_A_LIST) if told else None
        return None

    def _item(self, at: int, last: int) -> int | None:
        """The token behind the next number, or article, and its noun; None where no such begins here."""
        while at < last and (self.classes[at] & ADVERB or self.words[at] in HEDGING or self.words[at] == "and"):
            at += 1
        if at >= last or not self._begins_anew(at) or self.classes[at] & ZERO:
            return None
        phrase = phrase_after(self.page, at + 1, last, plural_wanted=not self.classes[at] & ARTICLE)
        return None if phrase is None else phrase.last

    def _takes_part(self, phrase: Phrase) -> bool:
        return self.words[phrase.head] in self.lexicon.taking_part

    def with_others(self, quantity: Quantity, phrase: Phrase | None, first: int) -> Event | None:
        """killing a cleric and 41 others: the verb before the list has both for its object."""
        joint = quantity.first - 1
        if phrase is None or self.words[phrase.head] not in OTHERS or joint <= first or self.words[joint] != "and":
            return None
        for at in range(joint - 1, max(first, joint - LIST_REACH) - 1, -1):
            if self.classes[at] & (STOP | CUE | RELATIVE | AUXILIARY | PREPOSITION):
                return None
            if self.classes[at] & EVENT_VERB:
                return self._verb(at, first)
        return None

    def relative_object(self, at: int, last: int) -> Event | None:
        """31 people they detained; the sailors whom the storm killed is left to the reader of subjects."""
        at += at < last and bool(self.classes[at] & RELATIVE)
        if at + 1 >= last or not self.classes[at] & PRONOUN:
            return None
        verb = at + 1 + bool(self.classes[at + 1] & AUXILIARY)
        if verb >= last or self.words[verb] not in self.lexicon.transitive or not self.classes[verb] & EVENT_VERB:
            return None
        if self.lexicon.verb_form.get(self.words[verb]) != "past" or self.has_object(verb + 1, last):
            return None
        return self.lexicon.measure_of[self.words[verb]], verb, verb + 1, "measure.relative-object"

    def died_later(self, event: Event | None, last: int) -> Event | None:
        """Two of those hurt in the crash have died: the predicate counts, the state only tells who."""
        if event is None or event[0] == "killed" or event[3] not in STATES_OF_SUBJECTS:
            return event
        for at in range(event[2], min(last, event[2] + FAR_REACH)):
            if self.words[at] in ("and", "but", "or", ";", ",") or self._begins_anew_at(at):
                return event
            killed = self.lexicon.measure_of.get(self.words[at]) == "killed"
            if killed and self.classes[at] & EVENT_VERB and self.words[at] in self.lexicon.intransitive:
                return "killed", at, at + 1, "measure.far-predicate"
        return event

    def _begins_anew_at(self, at: int) -> bool:
        return bool(self.classes[at] & (STOP | CUE | RELATIVE)) or self.words[at][0].isdecimal()

    def attributive(self, phrase: Phrase) -> Event | None:
        """twelve missing fishermen, 90 injured passengers: the state stands before the noun; not missing files."""
        head = self.words[phrase.head]
        people = self.classes[phrase.head] & PEOPLE or head.endswith("men")
        for at in range(phrase.first, phrase.head):
            if not self.classes[at] & STATE or not (people or self.words[at] in ("injured", "wounded", "dead")):
                continue
            if self.lexicon.measure_of[self.words[at]] in HUMAN:
                return self.lexicon.measure_of[self.words[at]], at, at + 1, "measure.attributive"
        return None

    def of_the_dead(self, quantity: Quantity, last: int) -> Event | None:
        """14 of the dead were fighters; at least two of those killed."""
        state = quantity.after + 2
        if state >= last or self.words[state - 2] != "of" or self.words[state - 1] not in ("the", "those", "them"):
            return None
        if self.classes[state] & STATE and not (state + 1 < last and is_plural(self.page, state + 1)):
            return self.lexicon.measure_of[self.words[state]], state, state + 1, "measure.of-the-dead"
        return None

    def among_the_dead(self, at: int, last: int) -> Event | None:
        """six civilians were among at least 22 people killed; three workers among the wounded."""
        words, classes = self.words, self.classes
        place = next((i for i in range(at, min(last, at + 7)) if words[i] == "among"), None)
        between = range(at, at if place is None else place)
        if place is None or any(classes[i] & (STOP | CUE) or words[i] in ("and", "but") for i in between):
            return None
        if any(words[i] in LISTING for i in between) and not any(classes[i] & AUXILIARY for i in between):
            return None
        for ahead in range(place + 1, min(last, place + 9)):
            if classes[ahead] & (STOP | CUE):
                return None
            if classes[ahead] & EVENT and words[ahead] not in self.lexicon.people_only:
                return self.lexicon.measure_of[words[ahead]], ahead, ahead + 1, "measure.among"
        return None

    # -- before the number ---------------------------------------------------------------------------------------

    def before(self, quantity: Quantity, first: int) -> Event | None:
        """killing at least 19; kill over 100; the lives of two; a death toll of 31; the toll rose to 58."""
        at = quantity.first - 1
        while at >= first and (
            self.classes[at] & ADVERB or self.words[at] in ("another", "a", "the", "further", "other", "all")
        ):
            if self.words[at] == "at":
                break
            at -= 1
        if at < first:
            return None
        return self._verb(at, first) or self._phrase(at, first) or self._toll(at, first) or self._those(at, first)

    def _verb(self, at: int, first: int) -> Event | None:
        """A transitive verb whose object the number is; "killed and wounded 20" is one number for both."""
        words, classes = self.words, self.classes
        word, form = words[at], self.lexicon.verb_form.get(words[at])
        if not classes[at] & EVENT_VERB or word not in self.lexicon.transitive:
            return None
        auxiliary = at > first and classes[at - 1] & AUXILIARY and words[at - 1] not in ("has", "have", "had")
        if form == "past" and auxiliary:
            return None
        measure = self.lexicon.measure_of[word]
        if at - 2 >= first and words[at - 1] in ("and", "or") and classes[at - 2] & EVENT_VERB and measure in CASUALTY:
            other = self.lexicon.measure_of[words[at - 2]]
            if other in CASUALTY and other != measure:
                return "casualties", at - 2, at + 1, "measure.two-verbs"
        return measure, at, at + 1, "measure.verb-object"

    def _those(self, at: int, first: int) -> Event | None:
        """The dead include six civilians; among the injured were two nurses; of the missing, four are children."""
        words, told = self.words, at - 1
        if told - 1 < first or not self.classes[told] & STATE or words[told - 1] not in ("the", "those"):
            return None
        opening = words[told - 2] if told - 2 >= first else ""
        included = words[at] in INCLUDED or (words[at] in COPULA and opening in ("among", "amongst"))
        if not included and not (words[at] == "," and opening == "of"):
            return None
        return self.lexicon.measure_of[words[told]], told, told + 1, "measure.among"

    def _phrase(self, at: int, first: int) -> Event | None:
        for start in range(max(first, at - 3), at):
            hit = match_after(self.lexicon.measure_phrases, self.words, start)
            if hit is not None and hit[0] == at + 1:
                return hit[1], start, at + 1, "measure.phrase"
        return None

    def _toll(self, at: int, first: int) -> Event | None:
        """The toll noun in front of "of", "to", "at" or "reached"; in a headline without them."""
        words, classes = self.words, self.classes
        verb = words[at] in TOLL_VERBS
        if not verb and first > 0 and self.page.starts[at] >= self.page.headline_end:
            return None
        for back in range(at - 1 if verb else at, max(first, at - TOLL_REACH) - 1, -1):
            if classes[back] & STOP or (words[back][0].isdecimal() and at - back > 9):
                return None
            if classes[back] & TOLL and (back == first or words[back - 1] not in OTHER_TOLLS):
                kind = words[back - 1] if back > first else ""
                if words[back] == "count" and kind not in PROPER_COUNTS:
                    return None  # at the last count, the senator led by 700
                known = {"injury": "injured", "casualty": "casualties"}
                start = back - (kind in ("death", "casualty", "body", "injury"))
                return known.get(kind, self.lexicon.tolls[words[back]]), start, back + 1, "measure.toll"
        return None

    def counted_subject(self, quantity: Quantity, first: int) -> Event | None:
        """Deaths fell to 19 from 33; the number of injured stands at 80; the dead numbered 12: no noun of its own."""
        words, classes, at = self.words, self.classes, quantity.first - 1
        while at > first and (classes[at] & (ARTICLE | DETERMINER | ADVERB) or words[at] in ("in", "least")):
            at -= 1
        if at < first or words[at] not in LEVEL_VERBS:
            return self._topic(quantity, first)
        for back in range(at - 1, max(first, at - SUBJECT_REACH) - 1, -1):
            said = classes[back] & CUE and not classes[back - 1] & AUXILIARY  # were estimated to number
            if (
                said
                or classes[back] & (STOP | COMMA | RELATIVE | PRONOUN)
                or words[back] in (";", ":", "and", "but", "by")
            ):
                return None
            numbered = (
                words[back - 1] == "of" and words[back - 2] in ("number", "total") if back - 2 >= first else False
            )
            if numbered and classes[back + 1] & (EVENT_VERB | STATE) and back + 1 < at:
                return None  # the number of prisoners killed: the verb tells
            counts = classes[back] & COUNTED and (numbered or not self._governed(back, first))
            measure = self.lexicon.counted.get(words[back]) if counts else None
            if measure is None and numbered and classes[back] & STATE:
                measure = self.lexicon.measure_of[words[back]]
            if words[at] in COPULA and classes[back] & PEOPLE and words[back] != "dead" and not numbered:
                return None  # the detainees were over 45
            if measure is not None and (numbered or words[back].endswith("s") or words[back - 1] == "the"):
                return measure, back, back + 1, "measure.counted-subject"
        return None

    def _governed(self, noun: int, first: int) -> bool:
        """Whether a small word makes the noun part of another: those killed in the bombing."""
        before = self._subject_start(noun + 1, first) - 1
        while before > first and self.classes[before] & (ARTICLE | DETERMINER):
            before -= 1
        return before >= first and bool(self.classes[before] & PREPOSITION)

    def _topic(self, quantity: Quantity, first: int) -> Event | None:
        """They differ over the number of injured: the hospital says 80, the guild 65."""
        colon = next((at for at in range(quantity.first - 1, first + 2, -1) if self.words[at] == ":"), None)
        if colon is None or self.words[colon - 3 : colon - 1] != ["number", "of"]:
            return None
        measure = self.lexicon.counted.get(self.words[colon - 1]) or self.lexicon.measure_of.get(self.words[colon - 1])
        return None if measure is None else (measure, colon - 1, colon, "measure.counted-subject")

    def confirmed_cases(self, phrase: Phrase, last: int) -> Event | None:
        """1,530 cases had been confirmed; 52 cases per 100,000; cases in a text on an outbreak: of a disease."""
        words = self.words
        behind = words[phrase.last : min(last, phrase.last + 4)]
        if words[phrase.head] not in ("case", "cases"):
            return None
        if self._of_disease(phrase):
            return "infected", phrase.head, phrase.head + 1, "measure.confirmed-cases"
        if "confirmed" in behind or behind[:1] == ["per"] or "confirmed" in words[phrase.first : phrase.head]:
            return "infected", phrase.head, phrase.head + 1, "measure.confirmed-cases"
        return None

    def _of_disease(self, phrase: Phrase) -> bool:
        """Whether the noun names a disease, or the text around it does and no court."""
        near = self.words[max(0, phrase.first - DISEASE_REACH) : phrase.last + DISEASE_REACH]
        return not DISEASES.isdisjoint(near) and COURTS.isdisjoint(near)

    # -- who caused it -------------------------------------------------------------------------------------------

    def agent(self, event: Event, first: int, last: int) -> tuple[int, int] | None:
        """The subject of an active verb, or the phrase behind "by"."""
        _, start, end, rule = event
        if rule in ("measure.verb-object", "measure.two-verbs"):
            finite = self.lexicon.verb_form.get(self.words[start]) in ("base", "s", "past")
            return self._subject(start, first) if finite else None
        if end < last and self.words[end] == "by":
            at = end + 1 + bool(end + 1 < last and self.classes[end + 1] & (ARTICLE | DETERMINER))
            phrase = phrase_after(self.page, at, last, plural_wanted=False)
            return None if phrase is None else (phrase.first, phrase.last)
        return None

    def _subject_start(self, end: int, first: int) -> int:
        """Where the noun phrase begins that ends before `end`: back to a small word, a mark or a verb of saying."""
        start = end
        while start > first and end - start < 6 and self.words[start - 1][0].isalnum():
            kind = self.classes[start - 1]
            if kind & (FUNCTION | STOP | COMMA | EVENT) or (kind & CUE and not self.page.capital(start - 1)):
                break
            start -= 1
        return start

    def _subject(self, verb: int, first: int) -> tuple[int, int] | None:
        end = verb
        while end > first and (self.classes[end - 1] & (AUXILIARY | ADVERB) or self.words[end - 1] in ("not", "never")):
            end -= 1
        start = self._subject_start(end, first)
        if start - 1 > first and self.words[start - 1] in ("in", "near", "at", "outside", "from"):
            before = self._subject_start(start - 1, first)
            if before < start - 1:  # police in Arle: the police, not the place
                start, end = before, start - 1
        while end - 1 > start and self.classes[end - 1] & COUNTED:
            end -= 1
        return (start, end) if end > start else None

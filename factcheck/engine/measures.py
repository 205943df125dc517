"""Measures: what a number counts: the event, the population, the agent, and which numbers are parts of others.

Comes in: the quantities of one sentence in text order. Goes out: one `Counted` a quantity, or None where nothing is counted.
Next: extraction.py joins it with attribution.py's speaker.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .lexicon import (
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
    PEOPLE,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    RELATIVE,
    STATE,
    STOP,
    TOLL,
    word_set,
)
from .nouns import Phrase, is_plural, lemma_of, phrase_after, singular
from .quantities import Quantity, match_after
from .text import Text

HUMAN = word_set("measures", "human")
CASUALTY = frozenset(("killed", "injured"))
# Words between a subject and its participle: "were reported to have been killed".
PASSIVE_FILL = word_set("measures", "passive_fill")
PERSONS = word_set("measures", "persons")
CONTRASTED = word_set("measures", "contrasted")
UNKNOWN_HEADS = word_set("measures", "unknown_heads")
LISTING = frozenset(("including", "among", "includes", "included", "plus"))
HOLLOW_HEADS = word_set("measures", "hollow_heads")
JOINED_TO = word_set("measures", "joined_to")
UNIT_MEASURES = {"percent": "share", "points": "share", "basis points": "share", "fraction": "share"}


@dataclass(slots=True)
class Counted:
    """What one quantity counts. `part_of` and `inherits` are numbers of quantities of the same sentence."""

    measure: str
    event: tuple[int, int] | None = None  # tokens of the word that names the measure
    population: tuple[int, int] | None = None  # tokens
    head: int = -1
    lemma: str = ""
    agent: tuple[int, int] | None = None
    part_of: int | None = None
    inherits: int | None = None
    negated: bool = False
    absence: bool = False
    verb_left: bool = False
    rules: list[str] = field(default_factory=list)
    sure: float = 0.9


class MeasureReader:
    """Finds what the quantities of one page count, a sentence at a time."""

    def __init__(self, page: Text, unit_group: dict[str, str]) -> None:
        self.page, self.lexicon, self.words, self.classes = page, page.lexicon, page.words, page.classes
        self.unit_group = unit_group

    def read_sentence(self, quantities: list[Quantity], first: int, last: int) -> list[Counted | None]:
        """One answer a quantity, in order; a later one may take over what an earlier one counts."""
        found: list[Counted | None] = []
        for number, quantity in enumerate(quantities):
            limit = quantities[number + 1].first if number + 1 < len(quantities) else last
            found.append(self._read(quantity, number, quantities, found, first, last, limit))
        self._share_predicates(quantities, found)
        return found

    # -- one quantity ------------------------------------------------------------------------------------

    def _read(
        self,
        quantity: Quantity,
        number: int,
        quantities: list[Quantity],
        found: list[Counted | None],
        first: int,
        last: int,
        limit: int,
    ) -> Counted | None:
        if quantity.unit is not None and quantity.unit != "fraction":
            return self._of_unit(quantity, last)
        if quantity.zero and (self._nothing_known(quantity, last) is not None):
            return self._nothing_known(quantity, last)
        phrase, behind = self._population(quantity, last)
        of_them = self.words[quantity.after : quantity.after + 2] in (["of", "them"], ["of", "whom"])
        if quantity.numeral is not None and quantity.numeral.rest and quantity.unit is None:
            rest = quantity.numeral.rest.split("-")[0]  # three-course: what is counted is inside the word
            return Counted(singular(rest, self.lexicon), lemma=rest, rules=["measure.compound"], sure=0.7)
        counted = Counted("", rules=[])
        if phrase is not None:
            counted.population, counted.head = (phrase.first, phrase.last), phrase.head
            counted.lemma = lemma_of(self.page, self._core(phrase))
        listed = number > 0 and any(
            word in LISTING for word in self.words[max(first, quantity.first - 3) : quantity.first]
        )
        event = (
            self._event_of_the_dead(quantity, last)
            or (None if listed else self._event_behind(behind, last, quantity))
            or self._event_before(quantity, first)
        )
        if (
            event is not None
            and self.words[event[1]] in self.lexicon.people_only
            and not (self.classes[phrase.head] & PEOPLE if phrase is not None else self._can_inherit(found))
        ):
            event = None
        if event is None:
            event = self._among_the_dead(behind, last)
        counted_noun = phrase is not None and bool(self.classes[phrase.head] & COUNTED)
        if (
            event is None
            and phrase is not None
            and (not counted_noun or self.classes[phrase.head] & PEOPLE or self.words[phrase.head] in PERSONS)
            and not listed
        ):
            event = self._event_far(behind, last)
        if event is None and phrase is not None and counted_noun:
            measure = self.lexicon.counted[self.words[phrase.head]]
            joined = self.words[phrase.last : phrase.last + 2]
            if (
                measure in CASUALTY
                and len(joined) == 2
                and joined[0] in ("and", "or")
                and self.lexicon.counted.get(joined[1], measure) not in (measure, "casualties")
            ):
                measure = "casualties"  # deaths and injuries in one number
            event = measure, phrase.head, phrase.head + 1, "measure.counted-noun"
        if (
            event is None
            and phrase is not None
            and self.words[phrase.head] in ("lives", "life")
            and not self.words[quantity.first - 1].startswith("sav")
        ):
            event = "killed", phrase.head, phrase.head + 1, "measure.lives"
        if event is None and listed and not self._can_inherit(found):
            event = self._event_behind(behind, last, quantity)
        if event is not None:
            counted.measure, start, end, rule = event
            counted.event = start, end
            counted.rules.append(rule)
            counted.verb_left = end <= quantity.first
            self._agent(counted, rule, first, last)
        else:
            self._inherit(counted, quantity, number, quantities, found, phrase)
        if not counted.measure:
            self._plain_noun(counted, quantity, phrase)
        if of_them and counted.part_of is None and number and found[number - 1] is not None:
            counted.part_of = number - 1  # twelve hurt, two of whom died
        if quantity.zero and (counted.measure not in HUMAN or counted.event is None):
            return None
        if counted.population is None and counted.event is not None and counted.measure in HUMAN:
            self._among(counted, quantity, max(behind, counted.event[1]), last)
        self._antecedent(counted, quantity, number, found, first)
        return counted

    def _nothing_known(self, quantity: Quantity, last: int) -> Counted | None:
        """no immediate reports of casualties; no casualties were reported: nothing is known, which is not nought."""
        words, at = self.words, quantity.after
        while at < last and words[at] in (
            "immediate",
            "early",
            "initial",
            "further",
            "official",
            "confirmed",
            "independent",
        ):
            at += 1
        phrase = phrase_after(self.page, at, last) if at < last else None
        counted = self.lexicon.counted.get(words[phrase.head]) if phrase is not None else None
        if at < last and words[at] in UNKNOWN_HEADS:
            event = next(
                (
                    i
                    for i in range(at, min(last, at + 6))
                    if words[i] in self.lexicon.counted or words[i] in self.lexicon.measure_of
                ),
                None,
            )
            if event is None:
                return None
            measure = self.lexicon.counted.get(words[event]) or self.lexicon.measure_of[words[event]]
            return Counted(measure, (event, event + 1), absence=True, rules=["measure.absence"])
        if counted is None or phrase is None:
            return None
        behind = words[phrase.last : phrase.last + 4]
        if any(word in ("reported", "known", "confirmed") for word in behind):
            return Counted(counted, (phrase.head, phrase.head + 1), absence=True, rules=["measure.absence"])
        return None

    def _can_inherit(self, found: list[Counted | None]) -> bool:
        return any(host is not None and host.measure in HUMAN for host in found)

    def _event_of_the_dead(self, quantity: Quantity, last: int) -> tuple[str, int, int, str] | None:
        """14 of the dead were fighters; at least two of those killed."""
        at = quantity.after
        if at + 2 < last and self.words[at] == "of" and self.words[at + 1] in ("the", "those", "them"):
            state = at + 2
            if self.classes[state] & STATE and not (state + 1 < last and is_plural(self.page, state + 1)):
                return self.lexicon.measure_of[self.words[state]], state, state + 1, "measure.of-the-dead"
        return None

    def _among_the_dead(self, at: int, last: int) -> tuple[str, int, int, str] | None:
        """six civilians were among at least 22 people killed; three workers among the wounded."""
        words, classes = self.words, self.classes
        for place in range(at, min(last, at + 7)):
            if words[place] == "among":
                if any(words[i] in LISTING for i in range(at, place)) and not any(
                    classes[i] & AUXILIARY for i in range(at, place)
                ):
                    return None
                for ahead in range(place + 1, min(last, place + 9)):
                    if classes[ahead] & (STOP | CUE):
                        break
                    if classes[ahead] & EVENT and words[ahead] not in self.lexicon.people_only:
                        return self.lexicon.measure_of[words[ahead]], ahead, ahead + 1, "measure.among"
                return None
            if classes[place] & (STOP | CUE) or words[place] in ("and", "but"):
                return None
        return None

    def _of_unit(self, quantity: Quantity, last: int) -> Counted:
        """Money, lengths, hours, percentages: the measure is the kind of unit."""
        group = self.unit_group.get(quantity.unit or "", "money")
        counted = Counted(UNIT_MEASURES.get(quantity.unit or "", group), rules=["measure.unit"])
        at = quantity.after
        if at < last and self.words[at] == "of":
            start = at + 1
            while start < last and self.classes[start] & (DETERMINER | ARTICLE):
                start += 1
            phrase = phrase_after(self.page, start, last, plural_wanted=False)
            if phrase is not None:
                counted.population, counted.head, counted.lemma = (
                    (at + 1, phrase.last),
                    phrase.head,
                    lemma_of(self.page, phrase),
                )
        return counted

    # -- the population ----------------------------------------------------------------------------------

    def _population(self, quantity: Quantity, last: int) -> tuple[Phrase | None, int]:
        """The phrase behind the number and the token after it, with "of the …" and "loyal to …" taken in."""
        at = quantity.after
        words, classes = self.words, self.classes
        while at < last and classes[at] & ADVERB and words[at] in ("more", "other", "so", "just"):
            at += 1
        if at < last and words[at] == "of":
            start = at + 1
            while (start < last and classes[start] & (DETERMINER | ARTICLE)) or (
                start < last and words[start] in ("all",)
            ):
                start += 1
            if (start < last and words[start] in ("them", "whom", "those", "us", "these")) or (
                words[start - 1] in ("those", "these") and classes[start] & STATE
            ):
                return None, start + 1
            if (
                start < last
                and classes[start] & STATE
                and words[start] in ("dead", "wounded", "injured", "missing", "killed", "displaced")
            ):
                return None, start if start == at + 1 else start + 1
            phrase = phrase_after(self.page, start, last)
            if phrase is None:
                return None, at
            return self._complement(Phrase(start, phrase.last, phrase.head), last)
        if at < last and words[at] == "-":
            at += 1
        if (
            at + 2 < last
            and words[at] == "("
            and words[at + 2 : at + 4].count(")")
            and not words[at + 1][0].isdecimal()
        ):
            at += 3 + (words[at + 2] != ")")  # 80 (IS group) fighters
        if quantity.unit == "fraction":
            while at < last and classes[at] & (DETERMINER | ARTICLE):
                at += 1
        phrase = phrase_after(self.page, at, last, plural_wanted=quantity.stated != 1)
        return (None, at) if phrase is None else self._complement(phrase, last)

    def _core(self, phrase: Phrase) -> Phrase:
        """The phrase behind a hollow head: "members of the pro-government forces" counts forces."""
        for at in range(phrase.first, phrase.head):
            if self.words[at] == "of" and self.words[at - 1] in HOLLOW_HEADS:
                return Phrase(at + 1, phrase.head + 1, phrase.head)
        return Phrase(phrase.first, phrase.head + 1, phrase.head)

    def _complement(self, phrase: Phrase, last: int) -> tuple[Phrase, int]:
        """members of the pro-government forces; troops aligned with the president."""
        words, classes, end = self.words, self.classes, phrase.last
        if end < last and words[end] == "of" and end + 1 < last:
            start = end + 1
            while start < last and classes[start] & (DETERMINER | ARTICLE):
                start += 1
            inner = phrase_after(self.page, start, last)
            if inner is not None:
                if words[phrase.head] in HOLLOW_HEADS:
                    return Phrase(phrase.first, inner.last, inner.head), inner.last
                if classes[phrase.head] & PEOPLE:
                    return Phrase(phrase.first, inner.last, phrase.head), inner.last
                return phrase, inner.last
        if end + 1 < last and words[end] in JOINED_TO and words[end + 1] in ("with", "to", "by", "for", "alongside"):
            inner = phrase_after(
                self.page,
                end + 2 + bool(classes[end + 2] & (ARTICLE | DETERMINER)) if end + 2 < last else end + 2,
                last,
                plural_wanted=False,
            )
            if inner is not None:
                return Phrase(phrase.first, inner.last, phrase.head), inner.last
        return phrase, end

    # -- the event ---------------------------------------------------------------------------------------

    def _event_behind(self, at: int, last: int, quantity: Quantity) -> tuple[str, int, int, str] | None:
        """27 injured; 22 people killed in; were killed; of them dead; were reported to have been wounded."""
        words, classes = self.words, self.classes
        steps, passive = 0, False
        while (
            at < last
            and steps < 8
            and (
                (classes[at] & (AUXILIARY | ADVERB | QUOTE) and words[at] != "'s")
                or words[at] in PASSIVE_FILL
                or words[at] in ("who", "others", "more")
            )
        ):
            passive = passive or bool(classes[at] & AUXILIARY)
            at += 1
            steps += 1
        if at >= last:
            return None
        phrase = match_after(self.lexicon.measure_phrases, words, at)
        if (
            phrase is not None
            and not (phrase[0] < last and words[phrase[0]][0].isdecimal())
            and not words[at].endswith("ing")
        ):
            return phrase[1], at, phrase[0], "measure.phrase"
        word, kind = words[at], classes[at]
        if not kind & EVENT:
            return None
        measure = self.lexicon.measure_of[word]
        form = self.lexicon.verb_form.get(word)
        if word in self.lexicon.states and (form is None or form == "past"):
            if form == "past" and not passive and self._has_object(at + 1, last):
                return None
            return measure, at, at + 1, "measure.state" if not passive else "measure.passive"
        if (word in self.lexicon.intransitive and form in ("past", "base", "s", "ing")) or (
            form == "base" and passive and not self._has_object(at + 1, last)
        ):
            return measure, at, at + 1, "measure.intransitive"
        if form == "past" and (passive or not self._has_object(at + 1, last)):
            return measure, at, at + 1, "measure.passive" if passive else "measure.participle"
        return None

    def _has_object(self, at: int, last: int) -> bool:
        """Whether a past form is active: "militants killed two soldiers", not "militants killed in the raid"."""
        if at >= last:
            return False
        kind, word = self.classes[at], self.words[at]
        if kind & (ARTICLE | DETERMINER | PRONOUN) and word not in ("this", "that", "one"):
            after = self.classes[at + 1] if at + 1 < last else STOP
            return not (kind & ARTICLE) and not after & (CUE | AUXILIARY)
        if word[0].isdecimal() or word in self.lexicon.numbers:
            phrase = phrase_after(self.page, at + 1, last)
            end = phrase.last if phrase else at + 1
            return not (end < last and self.classes[end] & (STATE | EVENT_VERB | AUXILIARY))
        return bool(kind & PEOPLE)

    def _event_before(self, quantity: Quantity, first: int) -> tuple[str, int, int, str] | None:
        """killing at least 19; kill over 100; the lives of two; a death toll of 31; the toll rose to 58."""
        words, classes = self.words, self.classes
        at = quantity.first - 1
        while at >= first and (
            (classes[at] & ADVERB and words[at] not in ("at",))
            or words[at] in ("another", "a", "the", "further", "other", "also")
        ):
            at -= 1
        if at < first:
            return None
        if classes[at] & EVENT_VERB:
            measure = self.lexicon.measure_of[words[at]]
            form = self.lexicon.verb_form.get(words[at])
            if words[at] in self.lexicon.transitive and not (
                form == "past"
                and at > first
                and classes[at - 1] & AUXILIARY
                and words[at - 1] not in ("has", "have", "had")
            ):
                if (
                    at - 2 >= first
                    and words[at - 1] in ("and", "or")
                    and classes[at - 2] & EVENT_VERB
                    and measure in CASUALTY
                ):
                    other = self.lexicon.measure_of[words[at - 2]]
                    if other in CASUALTY and other != measure:
                        return "casualties", at - 2, at + 1, "measure.two-verbs"
                return measure, at, at + 1, "measure.verb-object"
        for phrase, measure in self._phrases_before(at):
            return measure, phrase, at + 1, "measure.phrase"
        return self._toll_before(at, first)

    def _phrases_before(self, at: int) -> list[tuple[int, str]]:
        for start in (at - 3, at - 2, at - 1):
            if start >= 0:
                hit = match_after(self.lexicon.measure_phrases, self.words, start)
                if hit is not None and hit[0] == at + 1:
                    return [(start, hit[1])]
        return []

    def _toll_before(self, at: int, first: int) -> tuple[str, int, int, str] | None:
        """The toll noun in front of "of", "to", "at" or "reached", at most eight words back."""
        words, classes = self.words, self.classes
        verb = words[at] in (
            "of",
            "to",
            "at",
            "was",
            "is",
            "reached",
            "as",
            "stands",
            "stood",
            "hit",
            "passed",
            "topped",
            "reaches",
            "is",
            "exceeded",
        )
        if not verb and not (self.page.starts[at] < self.page.headline_end or first == 0):
            return None
        for back in range(at if not verb else at - 1, max(first, at - 24) - 1, -1):
            if classes[back] & STOP or (words[back][0].isdecimal() and at - back > 9):
                return None
            if classes[back] & TOLL:
                measure = {"injury": "injured", "casualty": "casualties"}.get(
                    words[back - 1] if back else "", self.lexicon.tolls[words[back]]
                )
                start = back - 1 if back and words[back - 1] in ("death", "casualty", "body", "injury") else back
                return measure, start, back + 1, "measure.toll"
        return None

    def _event_far(self, at: int, last: int) -> tuple[str, int, int, str] | None:
        """A predicate behind a phrase in between: "five people from the village, including two boys, were killed"."""
        words, classes = self.words, self.classes
        stop = min(last, at + 16)
        inside = False
        while at < stop:
            kind = classes[at]
            if kind & (STOP | CUE) or words[at] in (";", "but", "while", "that", "because"):
                return None
            if words[at] in LISTING:
                inside = True
            if kind & AUXILIARY and not kind & PREPOSITION:
                event = self._event_behind(at, last, Quantity("claim", 0, 0, 0, 0))
                return None if event is None else (event[0], event[1], event[2], "measure.far-predicate")
            if (
                kind & EVENT_VERB
                and not inside
                and words[at] in self.lexicon.intransitive
                and self.lexicon.verb_form.get(words[at]) in ("past", "s")
            ):
                return self.lexicon.measure_of[words[at]], at, at + 1, "measure.far-predicate"
            if kind & RELATIVE:
                return None
            at += 1
        return None

    # -- shared, inherited, left over ----------------------------------------------------------------------

    def _inherit(
        self,
        counted: Counted,
        quantity: Quantity,
        number: int,
        quantities: list[Quantity],
        found: list[Counted | None],
        phrase: Phrase | None,
    ) -> None:
        """including five children; two of them women; killed five soldiers and three civilians."""
        if not number:
            return
        words = self.words
        at = quantity.first - 1
        gap = words[quantities[number - 1].last : quantity.first]
        before = words[at] if at >= 0 else ""
        host = next((back for back in range(number - 1, -1, -1) if found[back] is not None), None)
        if host is None:
            return
        parent = found[host]
        assert parent is not None
        listing = any(word in LISTING for word in gap[-4:])
        of_them = (
            quantity.after < len(words)
            and words[quantity.after] == "of"
            and words[quantity.after + 1 : quantity.after + 2] in (["them"], ["whom"])
        )
        if (listing or of_them) and parent.measure in HUMAN:
            while parent.part_of is not None and found[parent.part_of] is not None:
                host = parent.part_of
                parent = found[host]
                assert parent is not None
            counted.measure, counted.event, counted.agent = parent.measure, parent.event, parent.agent
            counted.part_of, counted.inherits = host, host
            counted.rules.append("measure.part")
            return
        joined = (
            before in ("and", ",", "&", "plus", "over")
            or words[at - 2 : at + 1] in (["in", "addition", "to"], ["as", "well", "as"])
            or words[at - 1 : at + 1] == ["along", "with"]
            or not gap
        )
        if (
            phrase is None
            and parent.measure not in HUMAN
            and parent.population is not None
            and before in CONTRASTED
            and parent.event is None
        ):
            counted.measure, counted.population, counted.head, counted.lemma = (
                parent.measure,
                parent.population,
                parent.head,
                parent.lemma,
            )
            counted.inherits = host
            counted.rules.append("measure.contrasted")  # up from 2.4 million
            return
        if (
            phrase is None
            and parent.measure in HUMAN
            and not quantity.zero
            and quantity.numeral is not None
            and (
                quantity.after >= len(words)
                or words[quantity.after] in ("in", "at", "near", "on", "from", "and", ",", ".", ";")
            )
            and parent.event is not None
        ):
            counted.measure, counted.event, counted.agent = parent.measure, parent.event, parent.agent
            counted.inherits = host
            counted.rules.append("measure.elliptical")
            return
        if (
            joined
            and parent.measure in HUMAN
            and (parent.verb_left or parent.part_of is not None)
            and phrase is not None
            and (self.classes[phrase.head] & PEOPLE)
        ):
            counted.measure, counted.event, counted.agent = parent.measure, parent.event, parent.agent
            counted.part_of = parent.part_of
            counted.inherits = host
            counted.verb_left = parent.verb_left
            counted.rules.append("measure.coordinated")

    def _share_predicates(self, quantities: list[Quantity], found: list[Counted | None]) -> None:
        """two soldiers and three civilians were killed: the first takes the predicate of the second."""
        for number in range(len(found) - 2, -1, -1):
            here, after = found[number], found[number + 1]
            if here is None or after is None or after.event is None or here.event is not None or after.verb_left:
                continue
            if here.measure in HUMAN or here.population is None or not self.classes[here.head] & PEOPLE:
                continue
            gap = self.words[here.population[1] : quantities[number + 1].first]
            if gap in (["and"], [","], [",", "and"], ["&"]):
                here.measure, here.event, here.agent = after.measure, after.event, after.agent
                here.rules.append("measure.shared-predicate")

    def _plain_noun(self, counted: Counted, quantity: Quantity, phrase: Phrase | None) -> None:
        """Without an event: people who take part are forces, anything else is measured by its own noun."""
        if phrase is None:
            counted.measure = "share" if quantity.unit == "fraction" else "count"
            counted.rules.append("measure.bare")
            counted.sure = 0.5
            return
        word = self.words[phrase.head]
        if word in self.lexicon.taking_part:
            counted.measure = "forces"
            counted.rules.append("measure.taking-part")
            return
        counted.measure = self.lexicon.counted.get(word) or singular(word, self.lexicon)
        counted.rules.append("measure.noun")

    def _antecedent(
        self, counted: Counted, quantity: Quantity, number: int, found: list[Counted | None], first: int
    ) -> None:
        """Who is meant where the words do not say: "100 or more of them", "and 27 injured"."""
        if counted.population is not None:
            return
        for back in range(number - 1, -1, -1):
            host = found[back]
            if (
                host is not None
                and host.population is not None
                and (host.measure in HUMAN or self.classes[host.head] & PEOPLE)
            ):
                counted.population, counted.head, counted.lemma = host.population, host.head, host.lemma
                counted.rules.append("population.carried")
                return
        if (quantity.after < len(self.words) and self.words[quantity.after] == "of") or (
            counted.measure in HUMAN and counted.rules and not number
        ):
            self._antecedent_before(counted, quantity, first)

    def _among(self, counted: Counted, quantity: Quantity, behind: int, last: int) -> None:
        """dozens of dead and wounded among the troops; … by bombing the troops."""
        words, classes = self.words, self.classes
        for at in range(behind, min(last, behind + 8)):
            if classes[at] & STOP or words[at] in (",", ";", "but"):
                return
            opens = words[at] == "among" or (words[at].endswith("ing") and words[at - 1] == "by")
            if opens:
                start = at + 1
                while start < last and classes[start] & (ARTICLE | DETERMINER):
                    start += 1
                phrase = phrase_after(self.page, start, last)
                if phrase is not None and classes[phrase.head] & PEOPLE:
                    counted.population, counted.head, counted.lemma = (
                        (phrase.first, phrase.last),
                        phrase.head,
                        lemma_of(self.page, phrase),
                    )
                    counted.rules.append("population.among")
                return

    def _antecedent_before(self, counted: Counted, quantity: Quantity, first: int) -> None:
        if not (quantity.after + 1 < len(self.words) and self.words[quantity.after + 1] in ("them", "whom", "those")):
            return
        for back in range(quantity.first - 1, first - 1, -1):
            if self.classes[back] & PEOPLE and is_plural(self.page, back):
                start = back
                while (
                    start > first
                    and not self.classes[start - 1] & (FUNCTION | CUE | EVENT_VERB)
                    and self.words[start - 1][0].isalpha()
                ):
                    start -= 1
                counted.population, counted.head = (start, back + 1), back
                counted.lemma = lemma_of(self.page, Phrase(start, back + 1, back))
                counted.rules.append("population.antecedent")
                return

    # -- the agent -----------------------------------------------------------------------------------------

    def _agent(self, counted: Counted, rule: str, first: int, last: int) -> None:
        """Who caused it: the subject of the verb, or the phrase behind "by"."""
        assert counted.event is not None
        start, end = counted.event
        if rule in ("measure.verb-object", "measure.two-verbs"):
            if self.lexicon.verb_form.get(self.words[start]) in ("base", "s", "past"):
                counted.agent = self._subject(start, first)
        elif end < last and self.words[end] == "by":
            at = end + 1 + bool(end + 1 < last and self.classes[end + 1] & (ARTICLE | DETERMINER))
            phrase = phrase_after(self.page, at, last, plural_wanted=False)
            if phrase is not None:
                counted.agent = phrase.first, phrase.last

    def _subject(self, verb: int, first: int) -> tuple[int, int] | None:
        end = verb
        while end > first and (self.classes[end - 1] & (AUXILIARY | ADVERB) or self.words[end - 1] in ("not", "never")):
            end -= 1
        start = end
        while (
            start > first
            and not self.classes[start - 1] & (FUNCTION | STOP | COMMA | EVENT)
            and self.words[start - 1][0].isalnum()
            and end - start < 6
        ):
            start -= 1
        while end - 1 > start and self.classes[end - 1] & COUNTED:
            end -= 1
        return (start, end) if end > start else None

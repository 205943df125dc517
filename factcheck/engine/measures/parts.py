"""Parts: which numbers count some of those that another number counts, within the sentence or a little before it.

Comes in: the answers of one sentence in text order. Goes out: the same, each part linked to its whole; a bare part
counts what its whole counts. Next: extraction.py turns the links into ids.
"""

from __future__ import annotations

from ..lexicon import ARTICLE, AUXILIARY, COMMA, DETERMINER, PEOPLE, STATE, STOP, word_set
from ..nouns import is_plural, lemma_of, phrase_after
from ..quantities import Quantity
from ..text import Text
from .counted import COPULA, HUMAN, Counted, were_among

MEANT = word_set("parts", "meant")
STRUCK = word_set("parts", "struck")
LISTED = word_set("parts", "listed")
# Events that a predicate tells; of "two of the 12 miners died" it tells them of the two.
PREDICATES = frozenset(("measure.passive", "measure.intransitive", "measure.far-predicate"))
ENDING = ("and", "while", ";", "—", "–", "-", ")")
FARTHEST = 120  # tokens between a whole and its part in a later sentence

TOLD_BEHIND = "part.told-behind"
BARE = frozenset(("measure.bare", "measure.same-noun"))
BORROWED = frozenset(("population.carried", "measure.same-noun"))


class PartReader:
    """Links the parts of one page; remembers the last whole that each measure had."""

    __slots__ = ("classes", "lexicon", "page", "wholes", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon, self.words, self.classes = page, page.lexicon, page.words, page.classes
        self.wholes: dict[str, tuple[Quantity, Counted]] = {}

    def link(self, quantities: list[Quantity], found: list[Counted | None], first: int, last: int) -> None:
        """Sets `part_of` or `whole` of the parts among a sentence's answers, and what a bare part counts."""
        for number, (quantity, counted) in enumerate(zip(quantities, found, strict=True)):
            if counted is None or counted.absence:
                continue
            if counted.part_of is None:
                host = self._host(number, quantities, found, first, last)
                if host is not None:
                    counted.part_of, rule = host
                    if rule == "part.among":
                        self._same_end(counted, found[host[0]])
                    else:
                        if rule == TOLD_BEHIND:
                            counted.rules = [each for each in counted.rules if each not in BARE] + ["measure.bare"]
                        self._join(counted, quantity, found[host[0]], quantities[host[0]])
                        self._told_of_part(rule, quantity, found[host[0]])
                    counted.rules.append(rule)
                else:
                    self._earlier(counted, quantity, first, last)
            elif quantity.unit == "fraction":
                quantity.base = quantities[counted.part_of].first
            if counted.part_of is not None or counted.whole is not None:
                self._predicate(counted, quantity, last)
        self._remember(quantities, found)

    # -- in the sentence -------------------------------------------------------------------------------------------

    def _host(
        self, number: int, quantities: list[Quantity], found: list[Counted | None], first: int, last: int
    ) -> tuple[int, str] | None:
        """The place of the whole in this sentence, and the rule that tells."""
        quantity = quantities[number]
        if quantity.additional or (quantity.unit is not None and quantity.unit != "fraction"):
            return self._listed(number, quantities, found)
        if number + 1 < len(found) and found[number + 1] is not None and self._of_the(quantity, quantities[number + 1]):
            return number + 1, "part.of-a-number"
        if (
            number + 1 < len(found)
            and found[number + 1] is not None
            and self._among_the(quantity, quantities[number + 1])
        ):
            return number + 1, "part.among"
        back = self._before(number, found)
        if back is None or back == number:
            return None
        if self._of_them(quantity, last):
            return back, "part.of-them"
        if self._topic(quantities[back], quantity, first):
            return back, "part.topic"
        if self._told_behind(number, quantities, found, last):
            return back, TOLD_BEHIND
        struck = self._struck(quantity, last)
        if struck is not None:
            same = [i for i in range(number) if (host := found[i]) is not None and host.measure in struck]
            return (self._root(same[-1], found), "part.of-the-dead") if same else None
        return self._listed(number, quantities, found)

    def _told_behind(self, number: int, quantities: list[Quantity], found: list[Counted | None], last: int) -> bool:
        """138 civilians were held; 45 were women and 19 were children."""
        counted, back = found[number], self._before(number, found)
        host = None if back is None else found[back]
        if counted is None or host is None or host.measure not in HUMAN or host.event is None:
            return False
        if host.whole is not None:
            return False  # six of eight were on a train; two were nurses: two of the eight
        before = found[number - 1]
        joints = (";", ",", "and") if before is not None and TOLD_BEHIND in before.rules else (";", ",")
        borrowed = counted.population is None or not BORROWED.isdisjoint(counted.rules)
        bare = borrowed and not BARE.isdisjoint(counted.rules) and self.words[quantities[number].first - 1] in joints
        return bare and self._people_said(quantities[number].after, last) is not None

    def _of_them(self, quantity: Quantity, last: int) -> bool:
        """ten of those were; 46 of which; a quarter of whom."""
        at = quantity.after
        at += self.words[at : at + 1] == ["of"]
        if at >= last or self.words[at - 1] != "of" or self.words[at] not in MEANT:
            return False
        follows = self.classes[at + 1] if at + 1 < last else 0
        return self.words[at] not in ("those", "these") or bool(follows & AUXILIARY)

    def _before(self, number: int, found: list[Counted | None]) -> int | None:
        place = next((i for i in range(number - 1, -1, -1) if found[i] is not None), None)
        return None if place is None else self._root(place, found)

    def _root(self, place: int, found: list[Counted | None]) -> int:
        """The whole itself where the number is a part: parts of one whole are not parts of one another."""
        host = found[place]
        seen = len(found)
        while host is not None and host.part_of is not None and seen:
            place, seen = host.part_of, seen - 1
            host = found[place]
        return place

    def _of_the(self, quantity: Quantity, following: Quantity) -> bool:
        """Four of its seven directors; 112 of 200 seats."""
        at = quantity.after
        if self.words[at : at + 1] != ["of"] or following.unit not in (None, quantity.unit):
            return False
        at += 1
        while at < following.first and (self.classes[at] & (ARTICLE | DETERMINER) or self.words[at] == "'s"):
            at += 1
        return at == following.first

    def _among_the(self, quantity: Quantity, following: Quantity) -> bool:
        """Seven children were among the 71 dead."""
        return were_among(self.words[quantity.after : following.first])

    def _topic(self, whole: Quantity, quantity: Quantity, first: int) -> bool:
        """Of the 240 people infected, 18 were in hospital."""
        at = whole.first - 1
        while at > first and self.classes[at] & (ARTICLE | DETERMINER):
            at -= 1
        if at < first or self.words[at] != "of" or (at > first and self.words[at - 1] not in (",", ";", "that")):
            return False
        return bool(self.classes[quantity.first - 1] & COMMA)

    def _struck(self, quantity: Quantity, last: int) -> frozenset[str] | None:
        """The measures that "of the dead", "of those killed" and "of the victims" may go back to."""
        at = quantity.after + 2
        if at >= last or self.words[at - 2] != "of" or self.words[at - 1] not in ("the", "those"):
            return None
        if self.words[at] in STRUCK:
            return HUMAN
        alone = at + 1 >= last or not is_plural(self.page, at + 1)
        return frozenset((self.lexicon.measure_of[self.words[at]],)) if self.classes[at] & STATE and alone else None

    def _listed(self, number: int, quantities: list[Quantity], found: list[Counted | None]) -> tuple[int, str] | None:
        """1,400 jobs, among them 300 in the north; 40 houses, including three schools; a whole in the same unit."""
        back = self._before(number, found)
        if back is None:
            return None
        quantity = quantities[number]
        gap = self.words[quantities[number - 1].last : quantity.first + 2]
        if quantity.unit != quantities[back].unit or not any(word in LISTED for word in gap[-5:]):
            return None
        near = " ".join(gap[-5:])
        listed = "among them" in near or "among those" in near or any(word.startswith("includ") for word in gap[-5:])
        return (back, "part.listed") if listed else None

    # -- in an earlier sentence ------------------------------------------------------------------------------------

    def _earlier(self, counted: Counted, quantity: Quantity, first: int, last: int) -> None:
        """Fourteen people were killed. Two of the dead were medics; six were women; three of them were children."""
        if quantity.additional or quantity.unit not in (None, "fraction"):
            return
        struck = self._struck(quantity, last)
        if struck is None and (self._of_them(quantity, last) or self._people_behind(counted, quantity, first, last)):
            struck = HUMAN
        near = [
            pair
            for measure, pair in self.wholes.items()
            if struck is not None and measure in struck and first - pair[0].last < FARTHEST
        ]
        if not near:
            return
        whole, host = max(near, key=lambda pair: pair[0].first)
        self._join(counted, quantity, host, whole)
        counted.whole = whole
        counted.rules.append("part.earlier")

    def _people_behind(self, counted: Counted, quantity: Quantity, first: int, last: int) -> bool:
        """Six were women: a bare number that opens its sentence, or what stands behind a semicolon."""
        borrowed = counted.population is None or "population.carried" in counted.rules
        bare = borrowed and "measure.bare" in counted.rules
        opens = quantity.first - first < 2 or self.words[quantity.first - 1] == ";"
        return bare and opens and self._people_said(quantity.after, last) is not None

    def _remember(self, quantities: list[Quantity], found: list[Counted | None]) -> None:
        for quantity, counted in zip(quantities, found, strict=True):
            if counted is None or counted.measure not in HUMAN or counted.absence or quantity.zero:
                continue
            if counted.part_of is None and counted.whole is None and not quantity.additional:
                self.wholes[counted.measure] = quantity, counted

    # -- what a part counts ----------------------------------------------------------------------------------------

    def _join(self, counted: Counted, quantity: Quantity, host: Counted | None, whole: Quantity) -> None:
        """A bare part counts what its whole counts; a predicate behind both tells of the part."""
        if host is None:
            return
        ahead = whole.first > quantity.first
        if quantity.unit == "fraction":
            quantity.base = whole.first
            if ahead and host.event is not None and self._tells_of_part(host):
                self._forget_event(host)  # half of the 300 passengers were injured: 300 were on the way
            return
        if ahead:
            self._of_a_number(counted, host, whole)
        told = counted.event is None or counted.event == host.event
        if ahead and told and host.event is not None and self._tells_of_part(host):
            counted.rules = [rule for rule in counted.rules if rule != "measure.bare"]
            counted.take_event(host, "measure.part")
            self._forget_event(host)
        elif "measure.bare" in counted.rules or self.words[counted.head] in STRUCK:
            counted.rules = [rule for rule in counted.rules if rule not in ("measure.bare", "measure.noun")]
            counted.take_event(host, "measure.part")
            counted.sure = host.sure
        if counted.population is None:
            counted.take_population(host)

    def _same_end(self, counted: Counted, host: Counted | None) -> None:
        """Seven children were among the 71 dead: what happened to the 71 happened to the seven."""
        if host is not None and (host.event is None or "measure.bare" in host.rules):
            host.rules = [rule for rule in host.rules if rule not in ("measure.bare", "measure.noun")]
            host.take_event(counted, "measure.part")
        if host is not None and "population.carried" in host.rules:
            # The 71 are not children; who they are is not said.
            host.rules.remove("population.carried")
            host.population, host.lemma, host.head = None, "", -1

    def _told_of_part(self, rule: str, quantity: Quantity, host: Counted | None) -> None:
        """Of 80 passengers, 30 were killed: what stands behind the part is told of it, not of the whole."""
        if rule == "part.topic" and host is not None and host.event is not None and host.event[0] >= quantity.first:
            self._forget_event(host)

    def _of_a_number(self, counted: Counted, host: Counted, whole: Quantity) -> None:
        """Four of its seven directors: directors are counted, not "seven directors", nor "the eleven"."""
        for each in (host, counted):
            if each.population is not None and whole.first <= each.head < whole.last:
                each.population, each.lemma, each.head = None, "", -1
        if host.population is not None:
            counted.take_population(host)

    def _tells_of_part(self, host: Counted) -> bool:
        if host.population is None or host.event is None:
            return False
        between = self.words[host.population[1] : host.event[0]]
        if "measure.state" in host.rules and self._state_before(host) is not None:
            return True
        became = any(word.startswith("becom") or word == "became" for word in between)
        return "who" not in between and (became or not PREDICATES.isdisjoint(host.rules))

    def _state_before(self, host: Counted) -> int | None:
        """The state in front of the noun, of "the twelve missing fishermen"."""
        inside = range(host.population[0], host.head) if host.population is not None else range(0)
        return next((at for at in inside if self.classes[at] & STATE), None)

    def _forget_event(self, host: Counted) -> None:
        """Two of the 12 miners died: twelve miners, of whom nothing is told."""
        host.rules = [rule for rule in host.rules if not rule.startswith("measure.")] + ["measure.noun"]
        host.event = host.agent = None
        state = self._state_before(host)
        if state is not None:  # three of the twelve missing fishermen alive: twelve are missing
            host.event, host.measure = (state, state + 1), self.lexicon.measure_of[self.words[state]]
            host.rules[-1] = "measure.attributive"
            return
        word = self.words[host.head]
        host.measure = host.lemma.split()[-1] if host.lemma else word

    def _predicate(self, counted: Counted, quantity: Quantity, last: int) -> None:
        """Two of the dead were medics; five of them children: the part is told by its own noun."""
        at = quantity.after
        if self.words[at : at + 1] == ["of"] and not MEANT.isdisjoint(self.words[at + 1 : at + 2]):
            self._apposed(counted, at + 2, last)
        stop = min(last, at + 9)
        place = next((i for i in range(at, stop) if self.words[i] in COPULA or self.classes[i] & COMMA), None)
        if place is None or (place > at and self.words[at] != "of"):
            return
        said = self._people_said(place, last, counted.measure in HUMAN)
        if said is not None:
            counted.population, counted.head = (said[0], said[1]), said[2]
            counted.lemma = said[3]
            counted.rules.append("population.predicate")

    def _apposed(self, counted: Counted, at: int, last: int) -> None:
        """Thirty dead, five of them children: the noun behind "of them", where nothing else follows it."""
        phrase = phrase_after(self.page, at, last) if at < last else None
        if phrase is None or phrase.first != at or not is_plural(self.page, phrase.head):
            return
        ends = phrase.last >= last or self.classes[phrase.last] & (STOP | COMMA) or self.words[phrase.last] in ENDING
        if ends:
            counted.population, counted.head = (phrase.first, phrase.last), phrase.head
            counted.lemma = lemma_of(self.page, phrase)
            counted.rules.append("population.predicate")

    def _people_said(self, at: int, last: int, any_noun: bool = False) -> tuple[int, int, int, str] | None:
        """were medics: the phrase behind a copula where it names people in the plural."""
        if at >= last or self.words[at] not in COPULA:
            return None
        phrase = phrase_after(self.page, at + 1, last)
        if phrase is None or not is_plural(self.page, phrase.head):
            return None
        if not (any_noun or self.classes[phrase.head] & PEOPLE):
            return None
        return phrase.first, phrase.last, phrase.head, lemma_of(self.page, phrase)

"""Extraction: one document's text to claims, each with its spans and the ids of the rules that fired.

Comes in: a document. Goes out: `Extraction` with claims in text order and the disputes of numbers that are not
repeated. Next: grouping joins the claims of a story into figures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from . import lexicon as lexicon_tables
from .attribution import AttributionReader, Speech
from .basis import BasisReader
from .certainty import CertaintyReader
from .lexicon import ARTICLE, AUXILIARY, EVENT, PEOPLE, Lexicon
from .measures import HUMAN, Counted, MeasureReader
from .nouns import Phrase, is_plural, phrase_after, singular
from .quantities import Quantity, QuantityReader
from .rules import confidence_of
from .scope import ScopeReader
from .sides import counts_own_people, side_by_deed, side_of
from .text import Text
from .values import Claim, Claimant, Dispute, Document, Extraction, Interval, Mention, Population, Span

Tokens = tuple[int, int]
# Words by which a dispute of an unnamed number is one of the dead.
DEATHS = frozenset(("death", "deaths", "dead", "killed", "toll"))
# How many of the sentences that hold a number were read, and of how many.
Told = Callable[[int, int], None]
ONE = Decimal(1)
LONGEST_SERIES = 80


class DocumentReader:
    """One pass over one document."""

    def __init__(self, document: Document, lexicon: Lexicon, all_kinds: bool = False) -> None:
        self.document, self.lexicon, self.all_kinds = document, lexicon, all_kinds
        self.page = Text(document.text, lexicon, document.headline_end)
        self.attribution = AttributionReader(self.page)
        self.measures = MeasureReader(self.page)
        self.certainty = CertaintyReader(self.page)
        self.basis = BasisReader(self.page)
        self.scope = ScopeReader(self.page, document.published)
        self.claims: list[Claim] = []
        self.names: dict[int, str] = {}  # ids of the claims so far, by their quantity

    def read(self, told: Told | None = None) -> Extraction:
        page = self.page
        by_sentence: dict[int, list[Quantity]] = {}
        for quantity in QuantityReader(page).read_all():
            by_sentence.setdefault(page.sentence_of(quantity.first), []).append(quantity)
        for sentence in self._suffering_sentences():
            self._add_articles(sentence, by_sentence.setdefault(sentence, []))
        if self.all_kinds:
            self._add_unknowns(by_sentence)
        for place, sentence in enumerate(sorted(by_sentence)):
            if told is not None:
                told(place, len(by_sentence))
            self._sentence(sentence, by_sentence[sentence])
        return Extraction(self.document.id, tuple(self.claims), tuple(self._disputes()))

    def _add_unknowns(self, by_sentence: dict[int, list[Quantity]]) -> None:
        """Adds "not known" of "casualties were not known", in text order."""
        for index in [i for i, word in enumerate(self.page.words) if word in ("known", "unknown", "clear")]:
            quantity = self.measures.unknown.quantity_at(index)
            if quantity is not None:
                beside = by_sentence.setdefault(self.page.sentence_of(index), [])
                beside.append(quantity)
                beside.sort(key=lambda each: each.first)

    # -- one soldier -----------------------------------------------------------------------------------------------

    def _suffering_sentences(self) -> list[int]:
        """Sentences with an event that people suffer: there "a soldier" counts one."""
        measure_of, page = self.lexicon.measure_of, self.page
        hits = [i for i, kind in enumerate(page.classes) if kind & EVENT and measure_of[page.words[i]] in HUMAN]
        return sorted({page.sentence_of(index) for index in hits})

    def _add_articles(self, sentence: int, quantities: list[Quantity]) -> None:
        """Adds "a soldier" of "a soldier was killed", in text order; kept later only where the event counts it."""
        first, last = self.page.sentences[sentence]
        taken = {index for quantity in quantities for index in range(quantity.first, quantity.last)}
        for index in range(first, last - 1):
            if index in taken:
                continue
            if self.page.classes[index] & ARTICLE:
                after = self._one_person(index, last)
            else:
                after = self._another_one(index, last) if self.page.words[index] == "another" else None
            if after is not None:
                quantities.append(self._one(index, after))
        quantities.sort(key=lambda quantity: quantity.first)

    def _one_person(self, index: int, last: int) -> int | None:
        """The token where the noun of "a soldier", "a 10-year-old child" begins; None where no one person is named."""
        words, start = self.page.words, index + 1
        if words[start][0].isdecimal() and words[start + 1 : start + 2] == ["-"] and start + 3 < last:
            start += 3
        phrase = phrase_after(self.page, start, last, plural_wanted=False)
        if phrase is None or not self.page.classes[phrase.head] & PEOPLE or is_plural(self.page, phrase.head):
            return None
        return start

    def _another_one(self, index: int, last: int) -> int | None:
        """another (one) was injured."""
        after = index + 1 + (self.page.words[index + 1] == "one")
        return after if after < last and self.page.classes[after] & AUXILIARY else None

    def _one(self, index: int, after: int) -> Quantity:
        start, end = self.page.starts[index], self.page.ends[index]
        quantity = Quantity("claim", index, index + 1, start, end, None, "point", ONE, ONE, ONE)
        quantity.high_soft = self.page.words[after] != "single"
        quantity.after, quantity.rules = after, ["quantity.article"]
        return quantity

    # -- a sentence ------------------------------------------------------------------------------------------------

    def _sentence(self, sentence: int, quantities: list[Quantity]) -> None:
        first, last = self.page.sentences[sentence]
        counts = [quantity for quantity in quantities if quantity.kind == "claim"]
        answers = self.measures.read_sentence(counts, first, last) if counts else []
        counted_of = dict(zip(map(id, counts), answers, strict=True))
        kept: list[tuple[Quantity, Counted | None, str]] = []
        for quantity in quantities:
            counted = counted_of.get(id(quantity))
            kind = self._kind(quantity, counted)
            if kind == "claim" or (kind is not None and self.all_kinds):
                kept.append((quantity, counted, kind))
                if counted is not None and counted.also is not None:  # a second claim in the same words
                    kept.append((replace(quantity, rules=list(quantity.rules)), counted.also, kind))
        names = self.names
        names |= {id(row[0]): f"{self.document.id}.{len(self.claims) + place}" for place, row in enumerate(kept, 1)}
        for place, (quantity, counted, kind) in enumerate(kept):
            following = kept[place + 1][0] if place + 1 < len(kept) else None
            base = self._base(quantity, following, kept)
            whole = self._whole(counted, counts)
            name, part_of = names[id(quantity)], names.get(id(whole))
            base_name = names.get(id(base)) if base is not None else None
            self.claims.append(self._claim(name, sentence, quantity, counted, kind, part_of, base_name))

    def _whole(self, counted: Counted | None, counts: list[Quantity]) -> Quantity | None:
        """The number that this one is a part of, in its sentence or before it."""
        if counted is None or counted.part_of is None:
            return counted.whole if counted is not None else None
        return counts[counted.part_of]

    def _kind(self, quantity: Quantity, counted: Counted | None) -> str | None:
        """claim, another kind, or None for what counts nothing."""
        if quantity.kind != "claim":
            return quantity.kind
        if counted is None:
            return None
        if counted.absence:
            return "absence"
        # "a soldier was killed" is one; "the killing of a soldier" only tells which event is meant.
        if quantity.is_article and (counted.measure not in HUMAN or "measure.phrase" in counted.rules):
            return None
        return "claim"

    def _base(
        self, quantity: Quantity, following: Quantity | None, kept: list[tuple[Quantity, Counted | None, str]]
    ) -> Quantity | None:
        """The number that this one is a change or share of: "half of the 300", "rose 5 percent to 300"."""
        if quantity.base is not None:
            return next((row[0] for row in kept if row[0].first <= quantity.base < row[0].last), None)
        if following is None:
            return None
        gap = self.page.words[quantity.after : following.first]
        share = quantity.unit == "fraction" and gap in (["of", "the"], ["of"], ["of", "all"], ["the"])
        return following if share or (quantity.form == "change" and gap == ["to"]) else None

    def _claim(
        self,
        name: str,
        sentence: int,
        quantity: Quantity,
        counted: Counted | None,
        kind: str,
        part_of: str | None,
        base: str | None,
    ) -> Claim:
        page = self.page
        first, last = page.sentences[sentence]
        speech = self.attribution.speech_at(quantity.first)
        claimant = self._claimant(speech)
        certainty, how_sure = self.certainty.certainty(quantity, counted, speech, first, last)
        rules = [*quantity.rules, *(counted.rules if counted else ()), *([how_sure] if how_sure else ())]
        rules.append(speech.rule if speech else "speech.own-voice")
        ends = (quantity.low_open, quantity.high_open, quantity.low_soft, quantity.high_soft)
        return Claim(
            id=name,
            document=self.document.id,
            start=quantity.start,
            end=quantity.end,
            quote=page.text[quantity.start : quantity.end],
            interval=Interval(quantity.low, quantity.high, *ends),
            measure=counted.measure if counted else kind,
            kind=kind,
            sentence=(page.starts[first], page.ends[last - 1]),
            in_headline=quantity.end <= page.headline_end,
            form=quantity.form,
            stated=quantity.stated,
            hedge=quantity.hedge,
            change=quantity.change,
            base=base,
            additional=quantity.additional,
            per=quantity.per,
            unit=quantity.unit,
            measure_span=self._span(counted.event) if counted else None,
            population=self._population(quantity, counted, part_of),
            agent=self._mention(counted.agent) if counted and counted.agent else None,
            scope=self.scope.read(quantity, counted, speech, first, last),
            claimant=claimant,
            via=tuple(self._mention(tokens) for tokens in speech.via) if speech else (),
            cue=self._mention(speech.cue) if speech else None,
            basis=self.basis.read(quantity, speech, first, last),
            certainty=certainty,
            polarity=self.certainty.polarity(quantity, counted, speech, first, last),
            side=self._side(counted, claimant, speech),
            rules=tuple(rules),
            confidence=confidence_of(rules),
        )

    def _span(self, tokens: Tokens | None) -> Span | None:
        return None if tokens is None else (self.page.starts[tokens[0]], self.page.ends[tokens[1] - 1])

    def _mention(self, tokens: Tokens) -> Mention:
        return Mention(self.page.slice(*tokens), self._span(tokens))

    # -- who is counted --------------------------------------------------------------------------------------------

    def _population(self, quantity: Quantity, counted: Counted | None, part_of: str | None) -> Population | None:
        page = self.page
        if counted is not None and "measure.compound" in counted.rules and quantity.numeral is not None:
            start = (
                page.text.find(counted.lemma, quantity.numeral.end) if "quantity.shared-noun" in quantity.rules else -1
            )
            start = quantity.numeral.end + 1 if start < 0 else start
            span = start, start + len(counted.lemma)
            return Population(page.text[slice(*span)], counted.lemma, counted.measure, span, part_of)
        if counted is not None and counted.population is not None:
            return self._people(counted.population, counted.head, counted.lemma, part_of)
        phrase = self._one_of(quantity) if quantity.kind == "idiom" else None
        if phrase is None:
            return None
        lemma = singular(page.words[phrase.head], self.lexicon)
        return self._people((phrase.first, phrase.last), phrase.head, lemma, part_of)

    def _people(self, tokens: Tokens, head: int, lemma: str, part_of: str | None) -> Population:
        word = self.page.words[head]
        status = self.lexicon.status.get(word, "unknown")
        text = self.page.slice(*tokens)
        standard = self.lexicon.known_as(text)
        lemma = lemma if standard == text else standard
        return Population(text, singular(word, self.lexicon), lemma, self._span(tokens), part_of, status)

    def _one_of(self, quantity: Quantity) -> Phrase | None:
        """one of the oldest mills: what the set phrase picks from."""
        page, at = self.page, quantity.after
        end = min(len(page.words), at + 8)
        if page.words[at : at + 1] == ["of"] and at + 2 < end:
            at += 2
        return phrase_after(page, at, end) if at < end else None

    # -- who says it -----------------------------------------------------------------------------------------------

    def _claimant(self, speech: Speech | None) -> Claimant:
        if speech is None:
            return Claimant()
        page = self.page
        name = self.attribution.resolve(speech, page.sentence_of(speech.cue[0]))
        resolved = page.slice(name.first, name.last)
        known_as = self.lexicon.known_as(resolved)
        how = "carried" if speech.carried else "pronoun" if speech.pronoun else "explicit"
        text, span = page.slice(*speech.source), self._span(speech.source)
        return Claimant(text, span, known_as, self._span((name.first, name.last)), False, name.anonymous, how)

    def _side(self, counted: Counted | None, claimant: Claimant, speech: Speech | None) -> str | None:
        """Own losses where a speaker in a group that fights counts its people, the other side's where a foe does."""
        if counted is None or counted.measure not in HUMAN or claimant.own_voice or counted.population is None:
            return None
        if counts_own_people(self.page, speech, counted.population):
            return "own"
        if counted.verb_left and (side := side_by_deed(self.page, speech, counted.event, counted.population)):
            return side
        return side_of(f"{claimant.text} {claimant.name}", self.page.slice(*counted.population), self.lexicon)

    def _disputes(self) -> list[Dispute]:
        """ "disputed the death toll": a denial of a number that is not repeated."""
        page, finder, found = self.page, self.attribution.finder, []
        for sentence in self.attribution.disputes.sentences():
            for verb, end in self.attribution.disputes.in_sentence(sentence):
                subject = finder.before(verb, page.sentences[sentence][0]) or self._speaking_before(verb, sentence)
                if subject is None:
                    continue
                pronoun = finder.is_pronoun(subject)
                claimant = self._claimant(Speech((verb, verb + 1), subject, [], page.words[verb], pronoun))
                measure = "killed" if DEATHS & set(page.words[verb:end]) else None
                span = page.starts[verb], page.ends[end - 1]
                found.append(Dispute(claimant, span, None, measure, page.slice(verb, end)))
        return found

    def _speaking_before(self, verb: int, sentence: int) -> Tokens | None:
        """Who speaks in "…, the ministry said, calling the count inflated"."""
        if not self.page.words[verb].endswith("ing"):
            return None
        speaking = self.attribution.speech.in_sentence(sentence)
        return max((each.source for each in speaking if each.cue[1] <= verb), default=None)


def extract(
    document: Document, all_kinds: bool = False, lexicon: Lexicon | None = None, told: Told | None = None
) -> Extraction:
    """All numeric claims of one document; with `all_kinds` also dates, times, ages, ordinals and the like.

    `told` is called before each sentence that holds a number; what it raises ends the reading.
    """
    return DocumentReader(document, lexicon or lexicon_tables.standard(), all_kinds).read(told)

"""Extraction: one document's text to claims, each with its spans and the ids of the rules that fired.

Comes in: a document. Goes out: `Extraction` with claims in text order and the disputes of numbers that are not repeated.
Next: grouping.py joins the claims of a story into figures.
"""

from __future__ import annotations

from decimal import Decimal

from . import lexicon as lexicon_tables
from .attribution import AttributionReader, Name, Speech
from .certainty import CertaintyReader
from .lexicon import ARTICLE, AUXILIARY, EVENT, PEOPLE, RELATIVE, Lexicon
from .measures import HUMAN, Counted, MeasureReader
from .nouns import is_plural, phrase_after
from .quantities import Quantity, QuantityReader, match_after
from .scope import ScopeReader
from .sides import side_of
from .text import Text
from .values import Claim, Claimant, Dispute, Document, Extraction, Interval, Mention, Population


class DocumentReader:
    """One pass over one document."""

    def __init__(self, document: Document, lexicon: Lexicon, all_kinds: bool = False) -> None:
        self.document, self.lexicon, self.all_kinds = document, lexicon, all_kinds
        self.page = Text(document.text, lexicon, document.headline_end)
        self.attribution = AttributionReader(self.page)
        self.measures = MeasureReader(self.page)
        self.certainty = CertaintyReader(self.page)
        self.scope = ScopeReader(self.page, document.published)
        self.claims: list[Claim] = []

    def read(self) -> Extraction:
        page = self.page
        by_sentence: dict[int, list[Quantity]] = {}
        for quantity in QuantityReader(page).read_all():
            by_sentence.setdefault(page.sentence_of(quantity.first), []).append(quantity)
        for sentence in self._casualty_sentences(by_sentence):
            self._articles(sentence, by_sentence.setdefault(sentence, []))
        for sentence in sorted(by_sentence):
            self._sentence(sentence, by_sentence[sentence])
        return Extraction(self.document.id, tuple(self.claims), tuple(self._disputes()))

    # -- one soldier -----------------------------------------------------------------------------------------

    def _casualty_sentences(self, by_sentence: dict[int, list[Quantity]]) -> list[int]:
        """Sentences with an event that people suffer: there "a soldier" counts one."""
        measure_of, page = self.lexicon.measure_of, self.page
        hits = [i for i, kind in enumerate(page.classes) if kind & EVENT and measure_of[page.words[i]] in HUMAN]
        return sorted({page.sentence_of(index) for index in hits})

    def _articles(self, sentence: int, quantities: list[Quantity]) -> None:
        """Adds "a soldier" in "a soldier was killed": one, the high end soft; kept only where the event counts it."""
        page = self.page
        first, last = page.sentences[sentence]
        taken = {index for quantity in quantities for index in range(quantity.first, quantity.last)}
        for index in range(first, last - 1):
            if (not page.classes[index] & ARTICLE and page.words[index] != "another") or index in taken:
                continue
            start = index + 1
            if page.words[start][0].isdecimal() and page.words[start + 1 : start + 2] == ["-"] and start + 3 < last:
                start += 3  # a 10-year-old child
            if page.words[index] == "another" and page.words[start] == "one":
                start += 1
                if start < last and page.classes[start] & AUXILIARY:
                    self._add_one(quantities, index, start)
                continue
            phrase = phrase_after(page, start, last, plural_wanted=False)
            single = page.words[start] == "single"
            if phrase is None or not page.classes[phrase.head] & PEOPLE or is_plural(page, phrase.head):
                continue
            self._add_one(quantities, index, start, single)
        quantities.sort(key=lambda quantity: quantity.first)

    def _add_one(self, quantities: list[Quantity], index: int, after: int, single: bool = False) -> None:
        page, one = self.page, Decimal(1)
        quantities.append(
            Quantity(
                "claim",
                index,
                index + 1,
                page.starts[index],
                page.ends[index],
                None,
                "point",
                one,
                one,
                one,
                high_soft=not single,
                after=after,
                rules=["quantity.article"],
            )
        )

    # -- a sentence ------------------------------------------------------------------------------------------

    def _sentence(self, sentence: int, quantities: list[Quantity]) -> None:
        first, last = self.page.sentences[sentence]
        counts = [quantity for quantity in quantities if quantity.kind == "claim"]
        answers = self.measures.read_sentence(counts, first, last) if counts else []
        identifiers: dict[int, str] = {}
        counted_of = dict(zip(map(id, counts), answers, strict=True))
        for quantity in quantities:
            counted = counted_of.get(id(quantity))
            kind = quantity.kind
            if kind == "claim" and (
                counted is None
                or (quantity.numeral is None and not quantity.zero and not self._article_counts(counted))
            ):
                continue
            if counted is not None and counted.absence:
                kind = "absence"
            if kind != "claim" and not self.all_kinds:
                continue
            claim = self._claim(sentence, quantity, counted, kind, identifiers, counts)
            identifiers[id(quantity)] = claim.id
            self.claims.append(claim)

    def _article_counts(self, counted: Counted) -> bool:
        """ "a soldier was killed" is one; "the killing of a soldier" only tells which event is meant."""
        return counted.measure in HUMAN and "measure.phrase" not in counted.rules

    def _claim(
        self,
        sentence: int,
        quantity: Quantity,
        counted: Counted | None,
        kind: str,
        identifiers: dict[int, str],
        counts: list[Quantity],
    ) -> Claim:
        page = self.page
        first, last = page.sentences[sentence]
        speech = self.attribution.speech_at(quantity.first)
        claimant, cue = self._claimant(speech, sentence)
        certainty, how_sure = self.certainty.certainty(quantity, counted, speech, first, last)
        low, high = quantity.low, quantity.high
        part_of = (
            identifiers.get(id(counts[counted.part_of]))
            if counted is not None and counted.part_of is not None
            else None
        )
        sure = (counted.sure if counted else 0.9) * (speech.sure if speech else 0.95)
        return Claim(
            id=f"{self.document.id}.{len(self.claims) + 1}",
            document=self.document.id,
            start=quantity.start,
            end=quantity.end,
            quote=page.text[quantity.start : quantity.end],
            interval=Interval(low, high, quantity.low_open, quantity.high_open, quantity.low_soft, quantity.high_soft),
            measure=counted.measure if counted else kind,
            kind=kind,
            sentence=(page.starts[first], page.ends[last - 1]),
            in_headline=quantity.end <= page.headline_end,
            form=quantity.form,
            stated=quantity.stated,
            hedge=quantity.hedge,
            change=quantity.change,
            additional=quantity.additional,
            per=quantity.per,
            unit=quantity.unit,
            measure_span=self._span(counted.event) if counted else None,
            population=self._population(quantity, counted, part_of),
            agent=self._mention(counted.agent) if counted and counted.agent else None,
            scope=self.scope.read(quantity, counted, speech, first, last),
            claimant=claimant,
            cue=cue,
            certainty=certainty,
            polarity=self.certainty.polarity(quantity, counted, speech, first, last),
            basis=self.certainty.basis(speech, first, last),
            via=self._via(speech),
            side=self._side(counted, claimant),
            rules=(
                *quantity.rules,
                *(counted.rules if counted else ()),
                *((how_sure,) if how_sure else ()),
                *((speech.rule,) if speech else ()),
            ),
            confidence=round(sure, 2),
        )

    def _span(self, tokens: tuple[int, int] | None) -> tuple[int, int] | None:
        return None if tokens is None else (self.page.starts[tokens[0]], self.page.ends[tokens[1] - 1])

    def _mention(self, tokens: tuple[int, int]) -> Mention:
        return Mention(self.page.slice(*tokens), self._span(tokens))

    def _population(self, quantity: Quantity, counted: Counted | None, part_of: str | None) -> Population | None:
        page = self.page
        if counted is not None and "measure.compound" in counted.rules and quantity.numeral is not None:
            start = quantity.numeral.end + 1
            return Population(
                page.text[start : start + len(counted.lemma)],
                counted.lemma,
                counted.measure,
                (start, start + len(counted.lemma)),
                part_of,
            )
        if counted is None or counted.population is None:
            phrase = (
                phrase_after(page, quantity.after, min(len(page.words), quantity.after + 6))
                if quantity.kind == "idiom"
                else None
            )
            if (
                phrase is None
                and quantity.kind == "idiom"
                and quantity.after + 2 < len(page.words)
                and page.words[quantity.after] == "of"
            ):
                phrase = phrase_after(page, quantity.after + 2, min(len(page.words), quantity.after + 8))
            if phrase is None:
                return None
            counted = Counted(
                "", population=(phrase.first, phrase.last), head=phrase.head, lemma=page.words[phrase.head]
            )
        assert counted.population is not None
        word = page.words[counted.head]
        return Population(
            page.slice(*counted.population),
            page.lexicon.plural.get(word, word),
            counted.lemma,
            self._span(counted.population),
            part_of,
            self.lexicon.status.get(word, "unknown"),
        )

    # -- who and how certain ---------------------------------------------------------------------------------

    def _claimant(self, speech: Speech | None, sentence: int) -> tuple[Claimant, Mention | None]:
        if speech is None:
            return Claimant(), None
        page = self.page
        name: Name = self.attribution.resolve(speech, page.sentence_of(speech.cue[0]))
        text = page.slice(*speech.source)
        resolved = page.slice(name.first, name.last)
        alias = self.lexicon.aliases.get(resolved.lower())
        how = "carried" if speech.carried else "pronoun" if speech.pronoun else "explicit"
        span = self._span(speech.source)
        return Claimant(
            text, span, alias or resolved, self._span((name.first, name.last)), False, name.anonymous, how
        ), self._mention(speech.cue)

    def _via(self, speech: Speech | None) -> tuple[Mention, ...]:
        """Through whom the words came, nearest the page last: "the minister told SANA", a quoting agency."""
        return tuple(self._mention(tokens) for tokens in speech.via) if speech is not None else ()

    def _side(self, counted: Counted | None, claimant: Claimant) -> str | None:
        """Own losses where a speaker in a group that fights counts its people, the other side's where a foe does."""
        if counted is None or counted.measure not in HUMAN or claimant.own_voice or counted.population is None:
            return None
        return side_of(f"{claimant.text} {claimant.name}", self.page.slice(*counted.population), self.lexicon)

    def _disputes(self) -> list[Dispute]:
        page, found = self.page, []
        sentences = sorted({page.sentence_of(i) for i, word in enumerate(page.words) if word in self.lexicon.disputed})
        for sentence in sentences:
            for verb, end in self.attribution.disputes(sentence):
                subject = self.attribution.finder.before(verb, page.sentences[sentence][0])
                if subject is None:
                    continue
                speech = Speech((verb, verb + 1), subject, [], page.words[verb])
                claimant, _ = self._claimant(speech, sentence)
                measure = "killed" if "death" in page.words[verb:end] else None
                found.append(
                    Dispute(claimant, (page.starts[verb], page.ends[end - 1]), None, measure, page.slice(verb, end))
                )
        return found


def extract(document: Document, all_kinds: bool = False, lexicon: Lexicon | None = None) -> Extraction:
    """All numeric claims of one document; with `all_kinds` also dates, times, ages, ordinals and the like."""
    return DocumentReader(document, lexicon or lexicon_tables.standard(), all_kinds).read()


__all__ = ["RELATIVE", "DocumentReader", "extract", "match_after"]

"""The matrix of a story: speakers against what is counted, with what was found beside each row.

Comes in: what a comparison said (the engine's JSON of design page 5) and, for claims that a person linked to a source,
the names that this reader may read. Next: the story page's template. Pure functions; nothing here asks the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from django.urls import reverse

from factcheck.workbench.charts import Bar
from factcheck.workbench.matrix.narrowing import narrowed
from factcheck.workbench.matrix.values import Answer, Cell, Group, Labels, Mark, Matrix, Name, Row, Speaker, Statement
from factcheck.workbench.matrix.voices import OWN_VOICE, Voices
from factcheck.workbench.matrix.words import (
    CERTAINTIES,
    KINDS,
    Json,
    counted_words,
    distance_words,
    kind_words,
)
from factcheck.workbench.names import HiddenNames
from factcheck.workbench.notation import interval_notation, number_words, quantity_words

__all__ = [
    "KINDS",
    "OWN_VOICE",
    "Answer",
    "Json",
    "Labels",
    "Matrix",
    "Name",
    "Row",
    "Voices",
    "build",
    "counted_words",
    "distance_words",
    "kind_words",
    "narrowed",
    "notes_of",
    "of_voices",
    "passage",
]

MOST_EARLIER = 3
HARD = {"contradiction", "bound", "arithmetic"}
NOTES_IN_THE_MATRIX = {"consistent", "disputed", "updates"}
# In the order of the columns: whose number it is, and what stands above those columns.
SIDES = {"other": "on the other side", "own": "on their own side", "": "others"}
TONES = {"other": "other", "own": "own"}


def build(result: Json, labels: Labels | None = None) -> Matrix:
    """The whole matrix, columns grouped by side, own voice last; rows in the engine's order."""
    return of_voices(result, Voices(result, labels or Labels()))


def of_voices(result: Json, voices: Voices) -> Matrix:
    """The same for speakers that are known already."""
    return _Builder(result, voices).matrix()


def notes_of(result: Json, hidden: HiddenNames) -> list[tuple[str, str]]:
    """What was noted and not queued: each note's kind in words, and why."""
    return [
        (KINDS.get(each["kind"], each["kind"]), hidden.mask(each["why"]))
        for each in result["findings"]
        if not each["queue"]
    ]


def passage(content: Json) -> str:
    """The address of the words of a claim, in their document."""
    return f"{_document_address(int(content['document'][1:]))}#claim-{content['id'][1:]}"


@lru_cache(maxsize=4096)
def _document_address(number: int) -> str:
    """Kept, since a large story has thousands of claims in few documents."""
    return reverse("workbench:document", args=[number])


def told_apart(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows, with the place beside the name of each that would be called like another one; else a number."""
    found = list(rows)
    for distinguish in (lambda row, number: f", {row.place}" if row.place else "", lambda row, number: f" ({number})"):
        alike = Counter(row.label for row in found)
        numbers: Counter[str] = Counter()
        for at, row in enumerate(found):
            numbers[row.label] += 1
            if alike[row.label] > 1:
                mark = distinguish(row, numbers[row.label])
                question = row.question.removesuffix("?") + f"{mark}?" if row.question.endswith("?") else row.question
                found[at] = replace(row, label=row.label + mark, question=question)
    return tuple(found)


class _Builder:
    """Puts one comparison into rows and columns."""

    def __init__(self, result: Json, voices: Voices) -> None:
        self.result, self.voices, self.labels = result, voices, voices.labels
        self.contents, self.positions, self.speakers = voices.contents, voices.positions, voices.speakers
        self.derived: dict[str, Json] = {each["id"]: each for each in result["derived"]}
        self.derived_beside: dict[str, list[Json]] = {}
        for derived in result["derived"]:
            self.derived_beside.setdefault(derived["figure"], []).append(derived)
        # Who replaced their own number by a newer one says the newer one; the time line tells of the older ones.
        self.replaced = {each["b"]: each["a"] for each in result["relations"] if each["relation"] == "supersedes"}
        self.before = self._replaced_by()
        self.findings_beside: dict[str, list[Json]] = {}
        for finding in result["findings"]:
            self.findings_beside.setdefault(self._place_of(finding), []).append(finding)

    def matrix(self) -> Matrix:
        ordered = [speaker for speaker in self.speakers.values() if not speaker.own_voice]
        groups = [
            Group(title, tuple(speaker for speaker in ordered if speaker.side == side)) for side, title in SIDES.items()
        ]
        own = tuple(speaker for speaker in self.speakers.values() if speaker.own_voice)
        groups = [group for group in [*groups, Group("the documents", own)] if group.speakers]
        columns = [speaker for group in groups for speaker in group.speakers]
        rows = (self._row(figure, columns) for figure in self.result["figures"])
        return Matrix(tuple(groups), told_apart(rows))

    def _row(self, figure: Json, columns: list[Speaker]) -> Row:
        said: dict[str, list[Statement]] = {speaker.key: [] for speaker in columns}
        for position in figure["positions"]:
            if position["id"] not in self.replaced:
                self._put_position(position, said, self._earlier(position))
        for claim in self._denied(figure):
            key = self.voices.key_of_denier(self.contents[claim])
            if key in said:
                said[key].append(self._statement(self.contents[claim], denied=True))
        derived = self.derived_beside.get(figure["id"], [])
        for each in derived:
            key = self._derived_by(each)
            if key in said:
                said[key].append(self._derived_statement(each))
        findings = self.findings_beside.get(figure["id"], [])
        bars = tuple(self._bars(figure, derived))
        return Row(
            figure=figure["id"],
            key=figure["key"],
            pk=self.labels.figures.get(figure["key"][:300]),
            label=counted_words(figure),
            question=figure["label"],
            place=self._place(figure),
            unit=figure.get("unit"),
            cells=tuple(Cell(speaker, tuple(said[speaker.key])) for speaker in columns),
            marks=tuple(self._mark(each) for each in findings if each["queue"] or each["kind"] in NOTES_IN_THE_MATRIX),
            bars=bars,
            charted=len(bars) > 1,
            suggestions=tuple(self._suggested(figure)),
            answers=tuple(self._answers(figure)),
        )

    def _earlier(self, position: Json) -> str:
        """What the same speaker had said before this, in words."""
        told = [quantity_words(self.contents[each["claims"][0]]) for each in self.before.get(position["id"], ())]
        if len(told) > MOST_EARLIER:
            told = [told[0], "…", told[-1]]
        return f"before: {', '.join(told)}" if told else ""

    def _replaced_by(self) -> dict[str, list[Json]]:
        """The positions that a newer one of the same speaker took the place of, by that which stands now."""
        before: dict[str, list[Json]] = {}
        for identifier in self.positions:
            latest, seen = identifier, {identifier}
            while (after := self.replaced.get(latest)) and after not in seen:
                latest = after
                seen.add(after)
            if latest != identifier:
                before.setdefault(latest, []).append(self.positions[identifier])
        return before

    def _put_position(self, position: Json, said: dict[str, list[Statement]], earlier: str) -> None:
        """A position in its speaker's cell; claims of own voice that repeat it also in the column of own voice."""
        own_voice = position["claimant"] is None
        by_column: dict[str, list[Json]] = {}
        for claim in position["claims"]:
            by_column.setdefault(self.voices.speaker_of_claim[claim], []).append(self.contents[claim])
        for key, contents in by_column.items():
            inferred = key == OWN_VOICE and not own_voice
            note = f"repeats {self.voices.of(position).label}" if inferred else earlier
            seen: dict[tuple[str, str], Statement] = {}
            for content in contents if own_voice or inferred else contents[:1]:
                statement = self._statement(content, note=note)
                seen.setdefault((statement.words, statement.certainty), statement)
            said[key].extend(seen.values())

    def _statement(self, content: Json, *, denied: bool = False, note: str = "") -> Statement:
        return Statement(
            quantity_words(content),
            interval_notation(content),
            passage(content),
            CERTAINTIES.get(content["certainty"], ""),
            denied=denied,
            note=note,
        )

    def _derived_statement(self, derived: Json) -> Statement:
        why = self.labels.hidden.mask(derived.get("why") or derived["rule"])
        first = self.contents[derived["from"][0]]
        return Statement(quantity_words(derived), interval_notation(derived), passage(first), derived=True, note=why)

    def _derived_by(self, derived: Json) -> str:
        """The column of a derived number: its speaker's where all of it is one speaker's, else none."""
        speakers = {self.voices.speaker_of_claim.get(claim) for claim in derived["from"]}
        return speakers.pop() or "" if len(speakers) == 1 else ""

    def _place(self, figure: Json) -> str:
        """The place that its claims name most often; empty where they name none."""
        named = Counter(place for claim in figure["claims"] if (place := self.contents[claim]["scope"].get("place")))
        return named.most_common(1)[0][0] if named else ""

    def _denied(self, figure: Json) -> list[str]:
        return [claim for claim in figure["claims"] if self.contents[claim]["polarity"] == "denied"]

    def _place_of(self, finding: Json) -> str:
        """The row beside which a finding stands: that of its derived number, else its first figure."""
        for identifier in finding.get("derived") or ():
            if identifier in self.derived:
                return str(self.derived[identifier]["figure"])
        return finding["figures"][0] if finding["figures"] else ""

    def _mark(self, finding: Json) -> Mark:
        href, settled = self.labels.discrepancies.get(finding["id"], ("", ""))
        tone = "note" if not finding["queue"] or settled else "hard" if finding["kind"] in HARD else "soft"
        words = self._fit_words(finding) or self._finding_words(finding)
        return Mark(words, tone, self.labels.hidden.mask(finding["why"]), href, settled)

    def _finding_words(self, finding: Json) -> str:
        kind, distance = kind_words(finding["kind"]), distance_words(finding)
        return distance if distance and finding["kind"] == "contradiction" else f"{kind} {distance}".strip()

    def _fit_words(self, finding: Json) -> str:
        """ "34 fits dozens (24–99)" for a number that arithmetic brings into agreement."""
        if finding["kind"] != "consistent" or not finding.get("derived"):
            return ""
        derived = self.derived[finding["derived"][0]]
        stated = [self.positions[each] for each in finding["positions"] if each in self.positions]
        target = next((each for each in stated if each["id"].split(".")[0] == derived["figure"]), None)
        fitted = f" {quantity_words(self.contents[target['claims'][0]])}" if target else ""
        return f"{quantity_words(derived)} fits{fitted}"

    def _bars(self, figure: Json, derived: Iterable[Json]) -> Iterable[Bar]:
        for position in figure["positions"]:
            if position["id"] in self.replaced:
                continue
            lead = self.contents[position["claims"][0]]
            label = self.voices.label_of(position)
            tone = TONES.get(position.get("side") or "", "plain")
            note = CERTAINTIES.get(position.get("certainty") or "", "")
            yield Bar.on_axis(label, lead, figure.get("unit"), note=note, href=passage(lead), tone=tone)
        for each in derived:
            first = self.contents[each["from"][0]]
            key = self._derived_by(each)
            label = f"{self.speakers[key].label}, by arithmetic" if key else "By arithmetic"
            note = self.labels.hidden.mask(each.get("why") or each["rule"])
            yield Bar.of(label, each, derived=True, note=note, href=passage(first), tone="quiet")

    def _suggested(self, figure: Json) -> Iterable[Statement]:
        reasons = {each["claim"]: each["reason"] for each in figure.get("suggestions") or ()}
        for claim in figure.get("suggested") or ():
            content = self.contents[claim]
            words, reason = f"“{content['quote']}”", self.voices.mask(reasons.get(claim, ""))
            by = self.voices.of_claim(content)
            yield Statement(
                words, interval_notation(content), passage(content), note=reason, by=by, claim=int(claim[1:])
            )

    def _answers(self, figure: Json) -> Iterable[Answer]:
        """What each method makes of the figure, the desk's default first; none where nobody affirms a number."""
        answers = figure.get("rulebooks") or ()
        for each in sorted(answers, key=lambda answer: answer["name"] != self.labels.method):
            best = None if each["best"] is None else number_words(Decimal(each["best"]), figure.get("unit"))
            words, rule = self.voices.mask(each["words"]), self.voices.mask(each["rule"])
            default = each["name"] == self.labels.method
            yield Answer(each["name"], each["version"], words, best, rule, each["follows"], default)

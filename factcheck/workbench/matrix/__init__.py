"""The matrix of a story: speakers against what is counted, with what was found beside each row.

Comes in: what a comparison said (the engine's JSON of design page 5) and, for claims that a person linked to a source,
the names that this reader may read. Next: the story page's template. Pure functions; nothing here asks the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from django.urls import reverse

from factcheck.workbench.charts import Bar
from factcheck.workbench.matrix.values import Cell, Group, Labels, Mark, Matrix, Name, Row, Speaker, Statement
from factcheck.workbench.matrix.words import (
    CERTAINTIES,
    KINDS,
    Json,
    counted_words,
    distance_words,
    kind_words,
    without_capital,
)
from factcheck.workbench.names import HiddenNames
from factcheck.workbench.notation import interval_notation, quantity_words

__all__ = [
    "KINDS",
    "Labels",
    "Matrix",
    "Name",
    "build",
    "counted_words",
    "distance_words",
    "kind_words",
    "notes_of",
    "passage",
]

OWN_VOICE = "own voice"
HARD = {"contradiction", "bound", "arithmetic"}
NOTES_IN_THE_MATRIX = {"consistent", "disputed", "updates"}
# In the order of the columns: whose number it is, and what stands above those columns.
SIDES = {"other": "on the other side", "own": "on their own side", "": "others"}
TONES = {"other": "other", "own": "own"}


def build(result: Json, labels: Labels | None = None) -> Matrix:
    """The whole matrix, columns grouped by side, own voice last; rows in the engine's order."""
    return _Builder(result, labels or Labels()).matrix()


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


class _Builder:
    """Puts one comparison into rows and columns."""

    def __init__(self, result: Json, labels: Labels) -> None:
        self.result, self.labels = result, labels
        self.contents: dict[str, Json] = {content["id"]: content for content in result["claims"]}
        self.positions: dict[str, Json] = {each["id"]: each for f in result["figures"] for each in f["positions"]}
        self.derived: dict[str, Json] = {each["id"]: each for each in result["derived"]}
        self.findings_beside: dict[str, list[Json]] = {}
        for finding in result["findings"]:
            self.findings_beside.setdefault(self._place_of(finding), []).append(finding)
        self.speakers: dict[str, Speaker] = {}
        self.speaker_of_claim: dict[str, str] = {}
        self.named = self._named_speakers()
        self._gather_speakers()

    def matrix(self) -> Matrix:
        ordered = [speaker for speaker in self.speakers.values() if not speaker.own_voice]
        groups = [
            Group(title, tuple(speaker for speaker in ordered if speaker.side == side)) for side, title in SIDES.items()
        ]
        own = tuple(speaker for speaker in self.speakers.values() if speaker.own_voice)
        groups = [group for group in [*groups, Group("the documents", own)] if group.speakers]
        columns = [speaker for group in groups for speaker in group.speakers]
        return Matrix(tuple(groups), tuple(self._row(figure, columns) for figure in self.result["figures"]))

    def _gather_speakers(self) -> None:
        sides: dict[str, Counter[str]] = {}
        for position in self.positions.values():
            own_voice = position["claimant"] is None
            speaker = Speaker(OWN_VOICE, OWN_VOICE, own_voice=True) if own_voice else self._speaker(position)
            known = self.speakers.setdefault(speaker.key, speaker)
            sides.setdefault(known.key, Counter()).update(filter(None, [position.get("side")]))
            for claim in position["claims"]:
                own = self.contents[claim]["claimant"]["own_voice"]
                self.speaker_of_claim[claim] = OWN_VOICE if own else known.key
        for key, counted in sides.items():
            if counted and key != OWN_VOICE:
                self.speakers[key] = replace(self.speakers[key], side=counted.most_common(1)[0][0])
        if OWN_VOICE in self.speaker_of_claim.values() or any(map(self._denied_in_own_voice, self.contents.values())):
            self.speakers.setdefault(OWN_VOICE, Speaker(OWN_VOICE, OWN_VOICE, own_voice=True))

    def _denied_in_own_voice(self, content: Json) -> bool:
        return content["polarity"] == "denied" and content["claimant"]["own_voice"]

    def _named_speakers(self) -> dict[str, Name]:
        """The engine's speakers to whom people gave a source: one claim says it for all accounts of that speaker.

        Where people named several sources for one speaker, each account goes by its own claims.
        """
        given: dict[str, dict[str, Name]] = {}
        for position in self.positions.values():
            named = [self.labels.names[claim] for claim in position["claims"] if claim in self.labels.names]
            for speaker in (position.get("speaker"), position["id"]):
                given.setdefault(speaker or position["id"], {}).update({name.key: name for name in named})
        return {key: next(iter(names.values())) for key, names in given.items() if len(names) == 1}

    def _speaker(self, position: Json) -> Speaker:
        """The position's speaker: the source that a person named for it, else the engine's words."""
        name = self.named.get(position["id"]) or self.named.get(position.get("speaker") or "")
        if name:
            return Speaker(name.key, name.label, "", name.anonymous, name.confidential)
        label = without_capital(self.labels.hidden.mask(position["claimant"]))
        return Speaker(position.get("speaker") or label, label, "", bool(position.get("anonymous")))

    def _row(self, figure: Json, columns: list[Speaker]) -> Row:
        said: dict[str, list[Statement]] = {speaker.key: [] for speaker in columns}
        for position in figure["positions"]:
            self._put_position(position, said)
        for claim in self._denied(figure):
            key = self._key_of_denier(self.contents[claim])
            if key in said:
                said[key].append(self._statement(self.contents[claim], denied=True))
        derived = [each for each in self.result["derived"] if each["figure"] == figure["id"]]
        for each in derived:
            key = self._derived_by(each)
            if key in said:
                said[key].append(self._derived_statement(each))
        findings = self.findings_beside.get(figure["id"], [])
        accounts = len(figure["positions"]) + len(derived)
        return Row(
            key=figure["key"],
            pk=self.labels.figures.get(figure["key"]),
            label=counted_words(figure),
            question=figure["label"],
            unit=figure.get("unit"),
            cells=tuple(Cell(speaker, tuple(said[speaker.key])) for speaker in columns),
            marks=tuple(self._mark(each) for each in findings if each["queue"] or each["kind"] in NOTES_IN_THE_MATRIX),
            bars=tuple(self._bars(figure, derived)),
            charted=accounts > 1,
            suggestions=tuple(self._suggested(figure)),
        )

    def _put_position(self, position: Json, said: dict[str, list[Statement]]) -> None:
        """A position in its speaker's cell; claims of own voice that repeat it also in the column of own voice."""
        own_voice = position["claimant"] is None
        by_column: dict[str, list[Json]] = {}
        for claim in position["claims"]:
            by_column.setdefault(self.speaker_of_claim[claim], []).append(self.contents[claim])
        for key, contents in by_column.items():
            inferred = key == OWN_VOICE and not own_voice
            note = f"repeats {self._speaker(position).label}" if inferred else ""
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
        speakers = {self.speaker_of_claim.get(claim) for claim in derived["from"]}
        return speakers.pop() or "" if len(speakers) == 1 else ""

    def _denied(self, figure: Json) -> list[str]:
        return [claim for claim in figure["claims"] if self.contents[claim]["polarity"] == "denied"]

    def _key_of_denier(self, content: Json) -> str:
        if content["claimant"]["own_voice"]:
            return OWN_VOICE
        name = self.labels.names.get(content["id"])
        label = (
            name.label if name else without_capital(content["claimant"]["name"] or content["claimant"]["text"] or "")
        )
        return next((each.key for each in self.speakers.values() if each.label == label), "")

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
            lead = self.contents[position["claims"][0]]
            speaker = self.speakers[OWN_VOICE if position["claimant"] is None else self._speaker(position).key]
            label = speaker.label + ("*" if speaker.anonymous else "")
            tone = TONES.get(position.get("side") or "", "plain")
            note = CERTAINTIES.get(position.get("certainty") or "", "")
            yield Bar.of(label, lead, note=note, href=passage(lead), tone=tone)
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
            words = f"“{content['quote']}”"
            yield Statement(words, interval_notation(content), passage(content), note=reasons.get(claim, ""))

"""Scoring: the engine's answers held against the labels of passages.

Comes in: passages and what `extract_json(all_kinds=True)` says of them. Goes out: a `Tally` a phenomenon, the misses in words, and
for each claim given its confidence and whether it was right. Next: report.py.

A claim is found when its span overlaps a label, one to one. Of the claims found, each labelled field is judged by itself; a claim is
*right* when interval, unit, measure, claimant, certainty and polarity are, as far as they are labelled.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .labels import Label, Passage

Answer = Mapping[str, Any]
Extractor = Callable[[Mapping[str, Any]], list[Answer]]

PERSONS = frozenset(
    [
        "killed",
        "injured",
        "casualties",
        "missing",
        "detained",
        "displaced",
        "evacuated",
        "rescued",
        "hospitalised",
        "infected",
        "forces",
        "demonstrators",
        "votes",
    ]
)
CORE = frozenset(("interval", "unit", "measure", "claimant", "certainty", "polarity"))
# What the lexicon counts together under one name; a label may give either.
FAMILIES = {
    "homes": {"house", "home", "building"},
    "jobs": {"job", "post", "position"},
    "weapons": {
        "rocket",
        "shell",
        "tank",
        "plane",
        "car",
        "truck",
        "boat",
        "helicopter",
        "vehicle",
        "drone",
        "mortar round",
        "round",
    },
    "voters": {"voter"},
    "people": {"person"},
}
EMPTY_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "for",
        "and",
        "to",
        "by",
        "with",
        "at",
        "from",
        "its",
        "his",
        "her",
        "their",
        "who",
        "that",
        "s",
        "said",
        "says",
        "according",
        "as",
    ]
)


@dataclass
class Tally:
    """Counts of one phenomenon."""

    passages: int = 0
    labelled: int = 0
    given: int = 0
    found: int = 0
    right: int = 0
    clean_passages: int = 0
    """Passages where everything is right and nothing is added."""
    fields: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    """Right and judged, a field."""

    def add(self, other: Tally) -> None:
        for name in ("passages", "labelled", "given", "found", "right", "clean_passages"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name, (right, judged) in other.fields.items():
            self.fields[name][0] += right
            self.fields[name][1] += judged


@dataclass(frozen=True)
class Evidence:
    """What one claim given tells about its rules."""

    passage: str
    rules: tuple[str, ...]
    right: bool


@dataclass
class Score:
    """All that one run over passages gives."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    misses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    confidences: list[tuple[float, bool]] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    def judged(self, passage: str, answer: Answer, right: bool) -> None:
        self.confidences.append((answer["confidence"], right))
        self.evidence.append(Evidence(passage, tuple(answer["rules"]), right))

    @property
    def total(self) -> Tally:
        total = Tally()
        for tally in self.tallies.values():
            total.add(tally)
        return total


def score_passages(passages: Iterable[Passage], extractor: Extractor) -> Score:
    """Reads every passage once and judges the answers."""
    score = Score()
    for passage in passages:
        document = {"id": passage.id, "text": passage.text, "headline_end": passage.headline_end}
        _score_one(passage, extractor(document), score)
    return score


def pair_by_overlap(labels: Iterable[Label], answers: Sequence[Answer]) -> dict[int, int]:
    """Label -> answer, one to one, the longest overlap first."""
    overlaps = [
        (min(label.end, answer["end"]) - max(label.start, answer["start"]), i, j)
        for i, label in enumerate(labels)
        for j, answer in enumerate(answers)
        if label.overlaps(answer["start"], answer["end"])
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(overlaps, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _score_one(passage: Passage, answers: list[Answer], score: Score) -> None:
    claims = [answer for answer in answers if answer["kind"] == "claim"]
    others = [answer for answer in answers if answer["kind"] != "claim"]
    pairs = pair_by_overlap(passage.claims, claims)
    tally = Tally(passages=1, labelled=len(passage.claims), given=len(claims), found=len(pairs))
    misses = []
    ids = {claims[j]["id"]: i for i, j in pairs.items()}
    for i, label in enumerate(passage.claims):
        if i not in pairs:
            misses.append(f"missed {label['quote']!r}")
            continue
        answer = claims[pairs[i]]
        wrong = [name for name, right in judge(label, answer, ids) if not _count(tally, name, right)]
        right = CORE.isdisjoint(wrong)
        tally.right += right
        score.judged(passage.id, answer, right)
        if wrong:
            misses.append(f"{label['quote']!r}: " + "; ".join(_difference(name, label, answer) for name in wrong))
    for j, answer in enumerate(claims):
        if j not in pairs.values():
            misses.append(f"added {answer['quote']!r} ({answer['measure']})")
            score.judged(passage.id, answer, False)
    for label in passage.not_claims:
        misses += _judge_kind(label, claims, others, tally)
    tally.clean_passages = not misses
    score.tallies[passage.phenomenon].add(tally)
    if misses:
        score.misses[passage.phenomenon].append(
            f"{passage.id}  {passage.text!r}\n" + "".join(f"    {miss}\n" for miss in misses)
        )


def _count(tally: Tally, name: str, right: bool) -> bool:
    tally.fields[name][0] += right
    tally.fields[name][1] += 1
    return right


def _judge_kind(label: Label, claims: list[Answer], others: list[Answer], tally: Tally) -> list[str]:
    """Nothing may be claimed over the words; where a kind is labelled, that kind should be told there."""
    if any(label.overlaps(answer["start"], answer["end"]) for answer in claims):
        _count(tally, "kind", False)
        return []  # already listed as added
    if label["kind"] == "none":
        return []
    told = [answer["kind"] for answer in others if label.overlaps(answer["start"], answer["end"])]
    if _count(tally, "kind", label["kind"] in told):
        return []
    return [f"kind {label['kind']} of {label['quote']!r}: {', '.join(told) or 'not told'}"]


# -- one claim --------------------------------------------------------------------------------------------------------


def judge(label: Label, answer: Answer, ids: Mapping[str, int]) -> list[tuple[str, bool]]:
    """Each labelled field with whether the answer has it right. `ids`: the engine's ids of the claims found -> their labels."""
    judged = [("interval", interval_right(label, answer)), ("claimant", claimant_right(label, answer))]
    if "measure" in label.fields:
        judged.append(("measure", measure_right(label["measure"], answer)))
    if "unit" in label.fields:
        judged.append(("unit", label["unit"] == answer.get("unit")))
    plain = [name for name in ("certainty", "polarity", "change", "form") if name in label.fields]
    judged += [(name, label[name] == answer.get(name)) for name in plain]
    if "additional" in label.fields:
        judged.append(("additional", label["additional"] == bool(answer.get("additional"))))
    if "per" in label.fields:
        judged.append(("per", per_right(label["per"], answer.get("per"))))
    if "part_of" in label.fields:
        whole = answer.get("base") or (answer.get("population") or {}).get("part_of")
        judged.append(("part_of", ids.get(whole or "") == label["part_of"]))
    if "anonymous" in label.fields:
        judged.append(("anonymous", label["anonymous"] == answer["claimant"]["anonymous"]))
    if "name" in label.fields:
        judged.append(("name", same_words(label["name"], answer["claimant"]["name"])))
    if "via" in label.fields:
        judged.append(("via", any(same_words(label["via"], via["text"]) for via in answer.get("via") or [])))
    if "as_of" in label.fields:
        scope = answer.get("scope") or {}
        judged.append(("as_of", any(same_words(label["as_of"], scope.get(key)) for key in ("as_of", "time"))))
    return judged


def interval_right(label: Label, answer: Answer, tolerance: float = 0.25) -> bool:
    """Both ends, their openness and softness; soft ends within the tolerance, "about N" by its N within a soft interval round it."""
    low, high = _number(answer["low"]), _number(answer["high"])
    soft = bool(answer["low_soft"] or answer["high_soft"])
    if label["low"] == label["high"] == 1 and label["soft"]:  # "a soldier" is one, and may be more
        return low == 1 and high in (None, 1)
    if label["soft"] is not None and label["soft"] != soft:
        return False
    if label["soft"]:
        stated = label.get("stated")
        if stated is not None and not _near(_number(answer.get("stated")), stated, 0.001):
            return False
        return _end_right(label["low"], low, tolerance) and _end_right(label["high"], high, tolerance)
    if (bool(label["low_open"]), bool(label["high_open"])) != (bool(answer["low_open"]), bool(answer["high_open"])):
        return False
    return _end_right(label["low"], low, 0.0001) and _end_right(label["high"], high, 0.0001)


def _end_right(wanted: float | None, given: float | None, tolerance: float) -> bool:
    if wanted in (None, 0) and given in (None, 0):
        return True
    return _near(given, wanted, tolerance)


def _near(one: float | None, other: float | None, tolerance: float) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= tolerance * max(abs(one), abs(other))


def _number(value: str | None) -> float | None:
    return None if value is None else float(value)


def measure_right(wanted: str, answer: Answer) -> bool:
    """People's measures by name; any other by its name or its lemma, and never as something done to people."""
    given = answer.get("measure") or ""
    if wanted in PERSONS:
        return bool(given == wanted)
    if given in PERSONS:
        return False
    head = (answer.get("population") or {}).get("head") or given
    alike = {wanted} | FAMILIES.get(wanted, set()) | {name for name, members in FAMILIES.items() if wanted in members}
    return given in alike or head in alike


def per_right(wanted: str, given: str | None) -> bool:
    """Each may be given as any word for whoever gets it; another word must be that word."""
    if given is None:
        return False
    return wanted == "each" or given == wanted or same_words(wanted, given)


def claimant_right(label: Label, answer: Answer) -> bool:
    """Own voice where nobody is labelled; else the mention or the name behind it shares half of its words."""
    who = answer["claimant"]
    if label["claimant"] is None:
        return bool(who["own_voice"])
    if who["own_voice"]:
        return False
    wanted = [label["claimant"], label.get("name")]
    return any(same_words(want, given) for want in wanted if want for given in (who["text"], who["name"]))


def same_words(wanted: str, given: str | None) -> bool:
    """Half of the shorter one's words are shared, and the answer is no whole sentence."""
    one, other = _content_words(wanted), _content_words(given or "")
    if not one or not other or len(other) > 2 * len(one) + 6:
        return False
    return len(one & other) / min(len(one), len(other)) >= 0.5


def _content_words(text: str) -> set[str]:
    words = re.findall(r"[^\W_]+", text.lower())
    kept = {word[:-1] if word.endswith("s") and len(word) > 3 else word for word in words} - EMPTY_WORDS
    return kept or set(words)


def _difference(name: str, label: Label, answer: Answer) -> str:
    """What was wanted and what was given, short."""
    if name == "interval":
        wanted = _interval_words(label.fields, bool(label["soft"]))
        return f"interval {wanted}, given {_interval_words(answer, answer['low_soft'] or answer['high_soft'])}"
    if name in ("claimant", "name", "anonymous"):
        given = answer["claimant"]
        who = "own voice" if given["own_voice"] else f"{given['text']!r} = {given['name']!r}"
        return f"{name} {label[name]!r}, given {who}{', anonymous' if given['anonymous'] else ''}"
    if name == "part_of":
        return "part of another claim, given none or a different one"
    if name == "as_of":
        return f"as_of {label[name]!r}, given {(answer.get('scope') or {}).get('as_of')!r} / {(answer.get('scope') or {}).get('time')!r}"
    if name == "via":
        return f"via {label[name]!r}, given {[via['text'] for via in answer.get('via') or []]}"
    return f"{name} {label[name]!r}, given {answer.get(name)!r}"


def _interval_words(fields: Mapping[str, Any], soft: bool) -> str:
    left, right = "(" if fields["low_open"] else "[", ")" if fields["high_open"] else "]"
    return f"{left}{fields['low']}, {fields['high']}{right}{' soft' if soft else ''}"

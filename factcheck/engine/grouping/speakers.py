"""Who the original speakers of a story are, under the different words that its reports use for them.

Comes in: claims in their order with the texts that they stand in. Next: every statement carries its speaker.

A named speaker is one person in all documents ("SOHR chief Rami Abdel Rahman" speaks for the Observatory). Anonymous
speakers of different documents are different people unless the documents are reprints of one text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from factcheck.engine.grouping.populations import singular
from factcheck.engine.grouping.unions import Unions
from factcheck.engine.grouping.vocabulary import words_of
from factcheck.engine.values import Claim

# Words that say what somebody is, not who: alone they name nobody.
ROLES = words_of(
    "official source spokesman spokeswoman spokesperson chief head director leader commander officer witness resident "
    "activist monitor monitoring group president general colonel captain senior local medic "
    "doctor rescuer worker aid member representative man woman person people statement report watchdog team "
    "expert analyst diplomat soldier medical security several some one anonymous unnamed condition "
    "anonymity who spoke speaking anonymously familiar matter website militant page opposition-linked"
)
EMPTY = words_of(
    "the a an of for in on at and by with from to s its his her their said says also former deputy mr mrs ms dr sir "
    "britain-based uk-based london-based so-called city country state news reporter correspondent"
)
# Kinds of body. "The council" is not the council's radio, nor the ministry the country.
BODIES = words_of(
    "radio television tv channel ministry minister army navy police military force council government parliament party "
    "hospital university bank court union committee embassy office department newspaper agency network press cross"
)
# A body that counts, and the words by which reports speak of one without its name.
MONITORS = words_of("observatory monitor watchdog network")
MONITORING = words_of("monitor monitoring watchdog ngo")
SPELLINGS = {"defense": "defence", "center": "centre", "organization": "organisation", "labor": "labour"}
# "U.S", "vice-president", "People’s".
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
# "the ministry’s spokesman", "head of the police": an office and whose it is.
_OFFICE = re.compile(
    r"^(.*?)\b(?:chief|head|director|spokes(?:man|woman|person)|leader|official|minister)\b(.*)$", re.IGNORECASE
)


# "the police chief", "rescue director".
_ENDS_IN_OFFICE = re.compile(r"\b(?:chief|head|director|spokes(?:man|woman|person)|leader|minister)$", re.IGNORECASE)
# ", of the Ministry of Health".
_BODY_FOLLOWS = re.compile(r",? (?:of|for) (?:the )?(?:[A-Z][\w’'-]*(?: (?:for|of|and|the))? ?){1,7}")


@dataclass(frozen=True, slots=True)
class Speaker:
    """An original speaker: a stable key, the words to show (None: an outlet's own voice)."""

    key: str
    label: str | None
    anonymous: bool = False

    @property
    def own_voice(self) -> bool:
        return self.label is None


@lru_cache(maxsize=20_000)
def name_words(label: str) -> frozenset[str]:
    """The words of a label that tell who it is; empty where it names nobody."""
    words = {singular(word.lower().removesuffix("'s").removesuffix("’s")) for word in _WORD.findall(label)}
    words = {SPELLINGS.get(word, word) for word in words}
    return frozenset(words - EMPTY - ROLES)


def office_words(label: str) -> frozenset[str]:
    """The words of the body that somebody speaks for, in "Observatory head Rami Abdel Rahman": observatory."""
    found = _OFFICE.match(label)
    if found is None:
        return frozenset()
    before, after = name_words(found.group(1)), name_words(found.group(2))
    if found.group(2).lstrip().startswith(("of ", "for ")) and after:
        return after
    return before or after


def label_of(claim: Claim) -> str | None:
    """The words for a claim's speaker: the resolved name, unless the text itself names somebody quite different."""
    claimant = claim.claimant
    if claimant.how == "explicit" and claimant.text and claimant.name:
        said, resolved = name_words(claimant.text), name_words(claimant.name)
        if said and resolved and said.isdisjoint(resolved):
            return claimant.text
    return claimant.label


def _fuller_label(claim: Claim, text: str) -> str | None:
    """The speaker as the text has it, with the body spoken for where it follows ("director of …")."""
    claimant = claim.claimant
    if claimant.text is None or claimant.span is None:
        return claimant.text
    end = claimant.span[1]
    follows = _BODY_FOLLOWS.match(text[end : end + 80]) if _ENDS_IN_OFFICE.search(claimant.text) else None
    return claimant.text + (follows.group() if follows else "")


class Speakers:
    """Finds the speaker of every statement of one story."""

    def __init__(self, claims: Iterable[tuple[Claim, int, str]]) -> None:
        """`claims` in their order, each with the number of its text (reprints have one number) and the text itself."""
        self._named: dict[str, frozenset[str]] = {}
        self._same = Unions()
        anonymous: dict[str, list[int]] = defaultdict(list)
        monitors: dict[int, set[str]] = defaultdict(set)
        for claim, text, words_around in claims:
            label = label_of(claim)
            if label is None:
                continue
            words = self._named.setdefault(label, name_words(label))
            fuller = _fuller_label(claim, words_around)
            if words and fuller and name_words(fuller) > words:
                # "Lena Ost, head of the Observatory" in the text, resolved to Lena Ost: both are known by both.
                self._named.setdefault(fuller, name_words(fuller))
                self._same.join([(label, fuller)])
            if words & MONITORS:
                monitors[text].add(label)
            if not words or claim.claimant.anonymous:
                texts = anonymous[_plain(label)]
                if text not in texts:
                    texts.append(text)
        self._monitors = monitors
        self._anonymous = anonymous
        self._join_names()
        self._label: dict[str, str] = {}
        for label in self._named:
            self._label.setdefault(self._same.root(label), label)

    def _join_names(self) -> None:
        by_word: dict[str, list[str]] = defaultdict(list)
        for label, words in self._named.items():
            for word in words:
                by_word[word].append(label)
        for label, words in self._named.items():
            for known in filter(None, (words, office_words(label))):
                self._join_to_fuller(label, known, by_word)

    def _join_to_fuller(self, label: str, words: frozenset[str], by_word: dict[str, list[str]]) -> None:
        """Joins a short name to the fuller names that hold all its words, if those are of one speaker."""
        rarest = min(words, key=lambda word: (len(by_word.get(word, ())), word))
        fuller = [
            other
            for other in by_word.get(rarest, ())
            if other != label and words <= self._named[other] and not (self._named[other] - words) & BODIES
        ]
        if fuller and len({min(self._named[other] - words, default="") for other in fuller}) <= len(fuller):
            widest = max(fuller, key=lambda other: (len(self._named[other]), other))
            if all(self._named[other] <= self._named[widest] or office_words(other) == words for other in fuller):
                self._same.join((label, other) for other in fuller)

    def of(self, claim: Claim, text: int, publisher: str | None) -> Speaker:
        """The speaker of a claim; for own voice the outlet itself."""
        label = label_of(claim)
        if label is None:
            return Speaker(f"own voice of {publisher or 'unknown'}".lower(), None)
        if not self._named[label] and _is_monitor(label):
            # "A monitor said" and, further down, its name: one body.
            known = {self._same.root(name) for name in self._monitors.get(text, ())}
            if len(known) == 1:
                return self._named_speaker(known.pop())
        if claim.claimant.anonymous or not self._named[label]:
            place = self._anonymous[_plain(label)].index(text)
            return Speaker(_plain(label) + (f" #{place + 1}" if place else ""), label, True)
        return self._named_speaker(label)

    def _named_speaker(self, label: str) -> Speaker:
        shown = self._label[self._same.root(label)]
        return Speaker(" ".join(sorted(self._named[shown])), shown)


def _is_monitor(label: str) -> bool:
    return _plain(label) == "group" or not {singular(word.lower()) for word in _WORD.findall(label)}.isdisjoint(
        MONITORING
    )


def _plain(label: str) -> str:
    words = [word.lower() for word in _WORD.findall(label)]
    return " ".join(word for word in words if word not in ("the", "a", "an", "one"))

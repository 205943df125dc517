"""Who is counted, in a form that two reports can be held together by.

Comes in: a claim's population as extraction words it, and the links that a desk or a story adds. Next: figures merge
what counts the same people.

A population becomes its head's class, the sides it belongs to, and the other words that tell it apart. Two of them are
*same*, *broader* or *narrower* (one is a part of the other), *different*, *doubtful* (perhaps one, which only a person
can say) or *unknown* (one of them says less: "31 dead" beside "31 jihadists", so the event must tell).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from factcheck.engine.grouping.vocabulary import (
    AMONG_VICTIMS,
    ARMED_BODIES,
    COLOURLESS,
    COMMON_VICTIMS,
    FIGHTING,
    HEAD_CLASS,
    IRREGULAR,
    IRREGULAR_SINGULAR,
    NATIONS_OF_GOVERNMENTS,
    PAIRED,
    SIDE,
    SUPPORT,
    WITH_ARMIES,
)
from factcheck.engine.values import Population

__all__ = [
    "ANYBODY",
    "FIGHTING",
    "UNSTATED",
    "Group",
    "People",
    "counts_two_groups",
    "group_of_words",
    "link",
    "singular",
]

# What follows these words says where, when or doing what; it belongs to the scope, not to the population.
_TAIL = re.compile(
    r"\s+(?:in|at|near|from|by|on|during|including|among|who|whom|which|that|were|was|after|before|under|inside|"
    r"outside|across|around|within|between|since|throughout|over)\s.*$"
)
# "fighters who are loyal to the government".
_SUPPORT = re.compile(r"\b(?:who\s+(?:are|were)\s+)?(?:" + "|".join(SUPPORT) + r")\s+(?:the\s+)?", re.IGNORECASE)
# "U.S", "pro-Vardan", "soldier’s".
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
# "islamic state", "medical staff": two words, one name.
_PAIRED = re.compile(r"\b(?:" + "|".join(PAIRED) + r")\b", re.IGNORECASE)
# "soldiers and militiamen", "police/army".
_TWO_GROUPS = re.compile(r"\b(?:or|and|and/or)\b|/")


@dataclass(frozen=True, slots=True)
class Group:
    """The people counted: a class of head word, the sides, and what else tells them apart."""

    head: str
    sides: frozenset[str] = frozenset()
    rest: frozenset[str] = frozenset()
    irregular: bool = False  # by a word that no army has for its own

    @property
    def is_anybody(self) -> bool:
        """Whether the words say no more than that people are counted."""
        return self.head in ("person", "") and not self.sides and not self.rest

    @property
    def is_occupation(self) -> bool:
        """Whether the words say what people did there: miners, pilgrims, passengers may be all whom it hit."""
        no_work = AMONG_VICTIMS | FIGHTING | ARMED_BODIES | COMMON_VICTIMS | {"body"}
        return not self.sides and self.head not in no_work

    @property
    def key(self) -> str:
        return " ".join([self.head or "person", *sorted(self.sides), *sorted(self.rest)])


ANYBODY = Group("person")
# "Nine killed in raid": the words do not say who, so it may be whoever the report is about.
UNSTATED = Group("")
# Bodies found may be whoever the report says was killed: workers, pilgrims, people.
BODIES = Group("body")


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """The singular of an English noun, near enough to compare two of them."""
    if word in IRREGULAR_SINGULAR:
        return IRREGULAR_SINGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


@lru_cache(maxsize=20_000)
def group_of_words(text: str, head: str = "") -> Group:
    """The group that the words name; `head` is the head noun where extraction knows it."""
    return _group(text, head, SIDE)


def _group(text: str, head: str, side_of: Mapping[str, str]) -> Group:
    own_words, *supported = _SUPPORT.split(text.lower().replace("’", "'"), maxsplit=1)
    words = _words(own_words)
    if not words or " and their " in own_words:
        return ANYBODY  # rebels and their families: people
    sides = frozenset(side_of[word] for word in [*words, *_words(" ".join(supported))] if word in side_of)
    found = _head(words, singular(head.lower()))
    rest = {word for word in words if word not in side_of and word not in COLOURLESS and word != found}
    head_class = HEAD_CLASS.get(found, found)
    rest = {word for word in rest if HEAD_CLASS.get(word) not in ("person", head_class) and not word.isdigit()}
    if sides or head_class in ("person", "civilian"):
        rest -= NATIONS_OF_GOVERNMENTS
    if found in side_of and found not in HEAD_CLASS:
        head_class = "combatant"
    if head_class == "combatant":
        armed = sorted(word for word in rest if HEAD_CLASS.get(word) in ARMED_BODIES)
        head_class = HEAD_CLASS[armed[0]] if armed else head_class
        rest -= set(armed)
    return Group(head_class, sides, frozenset(rest), found in IRREGULAR)


def _words(text: str) -> list[str]:
    lowered = _TAIL.sub("", " " + text).strip()
    lowered = _PAIRED.sub(lambda found: found.group().replace(" ", "-"), lowered)
    words: list[str] = []
    for word in _WORD.findall(lowered):
        plain = word.removesuffix("'s").removeprefix("al-")
        if plain.startswith("pro-"):
            words.extend(part for part in plain.removeprefix("pro-").split("-") if part)
        else:
            words.append(singular(plain.removesuffix("-aligned").removesuffix("-affiliated")))
    return words


def _head(words: list[str], head: str) -> str:
    """The noun that the words are about: the given head, else the last word that names people; "members of x" are x."""
    if head in words and HEAD_CLASS.get(head) != "person":
        return head
    people = [word for word in words if word in HEAD_CLASS and HEAD_CLASS[word] != "person"]
    if people:
        return people[-1]
    nobody_special = [word for word in words if word in HEAD_CLASS]
    if nobody_special and (not head or head in nobody_special):
        return nobody_special[-1]
    return head if head in words else words[-1]


def counts_two_groups(population: Population | None) -> bool:
    """Whether one number covers two groups ("US or US-backed forces")."""
    return population is not None and bool(_TWO_GROUPS.search(_TAIL.sub("", population.text.lower())))


# The other way round of a link between two groups.
CONVERSE = {"broader": "narrower", "narrower": "broader"}


@lru_cache(maxsize=50_000)
def link(first: Group, second: Group) -> str:
    """How the first group stands to the second: same, broader, narrower, different, doubtful or unknown."""
    if first == second:
        return "same"
    for one, other, among in ((first, second, "broader"), (second, first, "narrower")):
        if one in (UNSTATED, BODIES):
            return among if other.head in AMONG_VICTIMS else "unknown"
    if _are_foes(first, second) or _are_foes(second, first):
        return "different"
    if first.head == second.head:
        return _link_of_one_head(first, second)
    if first.is_anybody or second.is_anybody:
        if {first.head, second.head} == {"person", "civilian"}:
            return "unknown"
        return "broader" if first.is_anybody else "narrower"
    if {first.head, second.head} <= FIGHTING:
        return _link_of_fighters(first, second)
    return "different"


def _link_of_fighters(first: Group, second: Group) -> str:
    """Militias and an army are not the same because a headline says so; "fighters" alone may be either."""
    if not _sides_fit(first, second):
        return "different"
    bare = [one for one in (first, second) if not one.sides and not one.rest]
    if any(one.head == "combatant" for one in bare):
        return "unknown"
    shared = (first.sides | first.rest) & (second.sides | second.rest)
    return "doubtful" if shared or bare else "different"


def _are_foes(irregulars: Group, army: Group) -> bool:
    """Whether one is of terrorists, as an army calls those whom it fights, and the other of an army."""
    return irregulars.irregular and not army.irregular and (army.head == "soldier" or bool(army.sides & WITH_ARMIES))


def _sides_fit(first: Group, second: Group) -> bool:
    return not first.sides or not second.sides or bool(first.sides & second.sides)


def _link_of_one_head(first: Group, second: Group) -> str:
    if not _sides_fit(first, second):
        return "different"
    one, other = first.sides | first.rest, second.sides | second.rest
    if one == other:
        return "same"
    if one < other or other < one:
        return "unknown"
    return "doubtful"


class People:
    """The populations of one story: the engine's own words with the sides and links that its `lexicon` adds."""

    def __init__(self, lexicon: Mapping[str, Any] | None = None) -> None:
        """`lexicon`: {"sides": {side: [words]}, "populations": [[one, link, other]]}; ValueError for a wrong shape.

        A link is one of LINKS, said of the first group and the second: ["medics", "narrower", "people"].
        """
        words = lexicon or {}
        self._sides = {**SIDE, **_added_sides(words.get("sides") or {})}
        self._standard = self._sides == SIDE
        self._groups: dict[tuple[str, str], Group] = {}
        self._links: dict[tuple[Group, Group], str] = {}
        for one, name, other in _added_links(words.get("populations") or ()):
            first, second = self.named(one), self.named(other)
            self._links[(first, second)] = name
            self._links[(second, first)] = CONVERSE.get(name, name)

    def named(self, text: str, head: str = "") -> Group:
        """The group that the words name."""
        if self._standard:
            return group_of_words(text, head)
        key = (text, head)
        if key not in self._groups:
            self._groups[key] = _group(text, head, self._sides)
        return self._groups[key]

    def group_of(self, population: Population | None) -> Group:
        """The group a claim counts; unstated where it does not say."""
        if population is None or not (population.text or population.lemma).strip():
            return UNSTATED
        return self.named(population.text or population.lemma, population.head)

    def link(self, first: Group, second: Group) -> str:
        """As the desk or the story has it; else as the words do."""
        return self._links.get((first, second)) or link(first, second)


LINKS = ("same", "broader", "narrower", "different")


def _added_sides(sides: object) -> dict[str, str]:
    if not isinstance(sides, Mapping):
        raise ValueError("lexicon sides: give for each side the words that name it")
    added: dict[str, str] = {}
    for side, words in sides.items():
        for word in [words] if isinstance(words, str) else words:
            for part in _words(str(word)):
                added[part] = str(side)
    return added


def _added_links(links: object) -> list[tuple[str, str, str]]:
    added = []
    for row in links if isinstance(links, (list, tuple)) else [links]:
        parts = [str(part) for part in row] if isinstance(row, (list, tuple)) else []
        if len(parts) != 3 or parts[1] not in LINKS:
            raise ValueError(
                f"lexicon populations: {row!r} is not [one, link, other] with a link of {', '.join(LINKS)}"
            )
        added.append((parts[0], parts[1], parts[2]))
    return added

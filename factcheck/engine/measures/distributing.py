"""Distributing: a subject with "each" gives the numbers behind it to every member of a group.

Comes in: the answers of one sentence. Goes out: the same, with `per` set where "each" stands with the subject;
behind the number ("three each") it was read with the quantity. Next: extraction.py.
"""

from __future__ import annotations

from ..lexicon import ARTICLE, COMMA, DETERMINER, FUNCTION, STOP
from ..nouns import phrase_after, singular
from ..quantities import Quantity
from ..text import Text
from .counted import Counted

OPENERS = frozenset((",", ";", "that", "and", "but"))


class Distribution:
    """Finds groups that a page's sentences distribute numbers over."""

    __slots__ = ("classes", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.words, self.classes = page, page.words, page.classes

    def share(self, quantities: list[Quantity], found: list[Counted | None], first: int, last: int) -> None:
        """Sets `per` of the numbers behind each "each" that stands with a subject."""
        if "each" not in self.words[first:last]:
            return
        for at in range(first, last - 1):
            if self.words[at] != "each":
                continue
            group = self._group(at, first, last) or self._named_before(at, found) or self._receiver(at, quantities)
            if group is None:
                continue
            member, behind = group
            end = next(
                (i for i in range(behind, last) if self.words[i] in (";", "but") or self.classes[i] & STOP), last
            )
            for quantity, counted in zip(quantities, found, strict=True):
                if counted is not None and quantity.per is None and behind <= quantity.first < end:
                    quantity.per = member
                    counted.rules.append("measure.each")

    def _group(self, at: int, first: int, last: int) -> tuple[str, int] | None:
        """Each of the four trucks; each nest: at the beginning of a clause."""
        if at > first and self.words[at - 1] not in OPENERS:
            return None
        begin = at + 1
        if self.words[begin] == "of":
            begin += 1
            while begin < last and (self.classes[begin] & (ARTICLE | DETERMINER) or self._number(begin)):
                begin += 1
        phrase = phrase_after(self.page, begin, last, plural_wanted=self.words[at + 1] == "of")
        if phrase is None:
            return None
        if begin == at + 1:  # each nest holds: the noun is one word, the verb is behind it
            return singular(self.words[begin], self.page.lexicon), begin + 1
        return singular(self.words[phrase.head], self.page.lexicon), phrase.last

    def _receiver(self, at: int, quantities: list[Quantity]) -> tuple[str, int] | None:
        """pays each household $300: the number stands directly behind the member."""
        noun = not self.classes[at + 1] & (FUNCTION | STOP) and self.words[at + 1][0].isalpha()
        given = noun and any(quantity.first == at + 2 for quantity in quantities)
        return (singular(self.words[at + 1], self.page.lexicon), at + 2) if given else None

    def _number(self, at: int) -> bool:
        return self.words[at][0].isdecimal() or self.words[at] in self.page.lexicon.numbers

    def _named_before(self, at: int, found: list[Counted | None]) -> tuple[str, int] | None:
        """Three boats each brought back nine: the group is counted before, a verb follows."""
        follows = self.classes[at + 1]
        if follows & (STOP | COMMA | FUNCTION) or not self.words[at + 1][0].isalpha():
            return None
        group = next(
            (one for one in found if one is not None and one.population is not None and one.population[1] == at), None
        )
        return None if group is None else (singular(self.words[group.head], self.page.lexicon), at + 1)

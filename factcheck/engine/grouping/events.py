"""Of which event a claim speaks: the places, days and period that its sentence names.

Comes in: claims with their documents' texts. Next: figures hold two contexts together before they merge two claims.

Nothing here knows a map. A place is a proper name after a preposition of place; spellings of one foreign name are
brought together by their consonants ("Raqqa", "Raqa"); places named together in one sentence are taken as related.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from factcheck.engine.grouping.populations import singular
from factcheck.engine.grouping.vocabulary import (
    EVENT_KIND,
    MONTHS,
    NATIONS_OF_GOVERNMENTS,
    PERIOD_EVENT,
    PERIOD_MARK,
    SIDE,
    WEEKDAYS,
    words_of,
)
from factcheck.engine.values import Claim, Document, Span

_NAME = r"(?:al|el|ar|as|ad|an|az|at|ash|Al|El)[- ]?[A-Z][\w’'-]+|[A-Z][\w’'-]+"
_PLACE = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]n|[Oo]f|[Oo]utside|[Aa]round|[Ff]rom|[Aa]gainst|[Tt]o|[Hh]it|[Tt]argeted|[Ii]nto)\s+"
    r"(?:(?:[Tt]he|a|an)\s+)?(?:[a-z][\w-]*\s+){0,4}?"
    rf"((?:{_NAME})(?:[ -](?:{_NAME})){{0,2}})"
)
_LOCATED = re.compile(
    r"\b([A-Z][\w’'-]+(?:[ -][A-Z][\w’'-]+)?)\s+"
    r"(?:province|city|governorate|district|neighbou?rhood|village|town|area)\b"
)
# "Doctors in Vardan": the place is no part of the name.
_WHEREABOUTS = re.compile(r"\s(?:in|at|from|near|inside|outside)\s.*$")
_INNER_ARTICLE = re.compile(r"[- ](?:al|el|az|ash|as|ad|an|ar|at)[- ]")
_WEEKDAY = re.compile(r"\b(" + "|".join(WEEKDAYS) + r")\b", re.IGNORECASE)
_DATE = re.compile(
    r"\b(\d{1,2}) (" + "|".join(MONTHS) + r")\b|\b(" + "|".join(MONTHS) + r") (\d{1,2})\b(?!,? \d{4})", re.IGNORECASE
)
# "The ministry said on Friday" dates the saying, not the event.
_DAY_OF_SAYING = re.compile(
    r"\b(?:said|says|told|reported|announced|added|tweeted)\b(?:\s+[\w’'-]+){0,3}?\s+(?:on\s+|late\s+|early\s+)*"
    r"(?:" + "|".join(WEEKDAYS) + r")\b|\bon\s+(?:" + "|".join(WEEKDAYS) + r"),?(?:\s+[\w’'-]+){1,5}?\s+"
    r"(?:said|says|told|reported|announced)\b",
    re.IGNORECASE,
)
# A full date with its year is the date of the report, its weekday too.
_DATELINE = re.compile(
    r"\b(?:(?:" + "|".join(f"{day[:3]}(?:{day[3:]})?" for day in WEEKDAYS) + r"),? )?"
    r"(?:\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8} \d{1,2}),? \d{4}\b",
    re.IGNORECASE,
)
_TWO_WORDS = re.compile(r"\b(air|car)[ -](strike|raid|bomb)s?\b")
_LONG_TIME = re.compile(
    r"\b(?:"
    + "|".join(sorted(PERIOD_EVENT))
    + r")\b (?:which |that )?(?:has|have)\b|\bsince (?:then|[a-z]+ \d{4}|\d{4})\b"
)
_SINCE = re.compile(
    r"\b(?:has|have)(?: been)? (?:killed|died|injured|wounded|displaced|arrested|detained)\b.*\bsince\b"
)
# A number for a stretch of time: "three days of air strikes", "in less than one hour".
_SPAN = re.compile(
    r"\b(?:hours|days|weeks|months) of\b|"
    r"\b(?:in|over|during|within) (?:the )?(?:past|last|previous|less than|more than|under)\b[^.,]{0,20}\b"
    r"(?:hour|day|week|month|year)s?\b",
    re.IGNORECASE,
)
_REPORTING = re.compile(r"\b(?:said|says|told|according|reported|added)\b")
_EARLIER = re.compile(
    r"\b(?:previous(?:ly)?|earlier|initial(?:ly)?|first|preliminary|(?:revised|up|rose|down) from)\b[^.]{0,40}$",
    re.IGNORECASE,
)
_RISEN_SINCE = re.compile(
    r"^[^.]{0,60}\bbut \w+ (?:more|others?) (?:have |had |has )?(?:since |later )?(?:died|succumbed)\b"
)
_PLAIN = re.compile(r"(?<![\w-])[a-z]{3,}(?![\w-])")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'’”)]*\s+(?=[\"'‘“(]*[A-Z0-9])|\n+")
NOT_PLACES = frozenset({*WEEKDAYS, *MONTHS}) | words_of(
    "a the gmt he it they she this in on islamic state states observatory ministry army council front party agency red "
    "crescent cross united nations union human rights monitor ngo afp reuters president minister"
)

_ARTICLE = re.compile(r"^(?:al|el|ar|as|ad|an|az|at|ash)[- ]")
SHORT_NAME = 4
# Ends of words that say whose or where, not what a place is called: "Britain-based", "rebel-held".
_DESCRIBING = ("based", "led", "held", "backed", "linked", "affiliated", "controlled", "run")
# A sentence that begins within so many characters opens its report.
OPENING = 160


@dataclass(frozen=True, slots=True)
class Context:
    """Where and when, as far as the words round a claim tell. `weak_places` come from the sentences before."""

    places: frozenset[str] = frozenset()
    weak_places: frozenset[str] = frozenset()
    sentence_places: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    whole_period: bool = False
    span: bool = False
    earlier: bool = False
    opening: bool = False


# Spellings of one foreign name differ most towards its end.
TELLING_CONSONANTS = 4


@lru_cache(maxsize=50_000)
def consonants(name: str) -> str:
    """A name reduced to what its transliterations share: no article, no vowels, no doubled letters, the first few."""
    plain = _ARTICLE.sub("", name.lower().replace("’", "").replace("'", ""))
    plain = re.sub(r"(.)\1+", r"\1", plain)
    skeleton = re.sub(r"[aeiouywh-]", "", plain.removesuffix("s") if len(plain) > SHORT_NAME else plain)
    return skeleton[:TELLING_CONSONANTS] if len(skeleton) > 1 else plain


class Reader:
    """Reads one document's contexts, each sentence once."""

    def __init__(self, document: Document, claims: Sequence[Claim]) -> None:
        self.text = document.text
        self.claims = sorted(claims, key=lambda claim: (claim.start, claim.end))
        self.names_of_people = {
            word.lower()
            for claim in claims
            for label in (claim.claimant.name, claim.claimant.text, claim.agent.text if claim.agent else None)
            for word in _WHEREABOUTS.sub("", label or "").split()
        }
        self.plain_words = set(_PLAIN.findall(self.text))
        ends = [found.end() for found in _SENTENCE_END.finditer(self.text)]
        self.starts = [0, *ends]
        self.ends = [*ends, len(self.text)]

    def sentence(self, claim: Claim) -> Span:
        if claim.sentence is not None:
            return claim.sentence
        at = bisect_right(self.starts, claim.start) - 1
        return self.starts[at], self.ends[at]

    def contexts(self) -> Iterable[tuple[Claim, Context]]:
        """Each claim with its context, in the order of the text."""
        weak = self.places(0, min(len(self.text), OPENING))
        last_sentence: Span | None = None
        pending: frozenset[str] = frozenset()
        for place, claim in enumerate(self.claims):
            start, end = self.sentence(claim)
            if (start, end) != last_sentence:
                weak = pending or weak
                last_sentence = (start, end)
                pending = self.places(start, end)
            following = self.claims[place + 1].start if place + 1 < len(self.claims) else end
            own = self.places(claim.end, min(end, following)) if following > claim.end else frozenset()
            days = self.days(claim.end, min(end, max(following, claim.end))) or self.days(start, end)
            context = Context(
                places=own or pending,
                weak_places=weak,
                sentence_places=pending,
                days=days,
                kinds=self.kinds(start, end),
                whole_period=self.whole_period(claim, start, end),
                span=bool(_SPAN.search(self.text[start:end])),
                earlier=self.earlier(claim, start, end),
                opening=claim.in_headline or start < OPENING,
            )
            yield claim, context

    def places(self, start: int, end: int) -> frozenset[str]:
        piece = self.text[start:end]
        names = [found.group(1) for pattern in (_PLACE, _LOCATED) for found in pattern.finditer(piece)]
        words = {word for name in names for word in re.split(r"[ -](?=[A-Z])", _INNER_ARTICLE.sub(" ", name))}
        return frozenset(consonants(word) for word in words if len(word) > 2 and self.may_be_place(word.lower()))

    def may_be_place(self, word: str) -> bool:
        """Whether a capitalised word can be a place: no person, side or plain word that a title only writes large."""
        plain = word.removesuffix("'s").removesuffix("’s")
        if plain in NOT_PLACES or plain in self.names_of_people or plain.endswith(_DESCRIBING):
            return False
        nations = plain in SIDE or singular(plain) in NATIONS_OF_GOVERNMENTS
        return not nations and plain not in self.plain_words

    def days(self, start: int, end: int) -> frozenset[str]:
        piece = self.text[start:end]
        piece = _DATELINE.sub(" ", _DAY_OF_SAYING.sub(" ", piece))
        found = {match.group(1).lower() for match in _WEEKDAY.finditer(piece)}
        dates = {
            (match.group(1) or match.group(4), match.group(2) or match.group(3)) for match in _DATE.finditer(piece)
        }
        return frozenset(found or {f"{day} {month.lower()}" for day, month in dates})

    def kinds(self, start: int, end: int) -> frozenset[str]:
        """What kinds of event the sentence names."""
        words = _WORD.findall(_TWO_WORDS.sub(r"\1-\2", self.text[start:end].lower()))
        return frozenset(EVENT_KIND[one] for one in map(singular, words) if one in EVENT_KIND)

    def earlier(self, claim: Claim, start: int, end: int) -> bool:
        """Whether the text gives the number as one that has been overtaken."""
        before, after = self.text[max(start, claim.start - 60) : claim.start], self.text[claim.end : end]
        return bool(_EARLIER.search(before) or _RISEN_SINCE.search(after))

    def whole_period(self, claim: Claim, start: int, end: int) -> bool:
        """Whether the number is of a whole war or epidemic, not of one event in it."""
        time = (claim.scope.time or "").lower()
        if time.startswith("since") and claim.scope.cumulative:
            return True
        before, after = self.text[start : claim.start], self.text[claim.end : end]
        said = [found.end() for found in _REPORTING.finditer(before)]
        before = before[said[-1] :] if said else before
        stop = _REPORTING.search(after)
        after = after[: stop.start()] if stop else after
        words = set(_WORD.findall(f"{before} {after}".lower()))
        marked = words & PERIOD_MARK or any(word.endswith(("-year", "-month", "-year-old")) for word in words)
        around = f"{before} {after}".lower()
        return bool(words & PERIOD_EVENT and marked) or bool(_LONG_TIME.search(around) or _SINCE.search(around))

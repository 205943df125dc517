"""Of which event a claim speaks: the places, days, kind of event and stretch of time that its sentence names.

Comes in: claims with their documents' texts. Next: matching holds two contexts together before two claims are merged.

Nothing here knows a map. A place is a proper name after a preposition of place; spellings of one foreign name are
brought together by their consonants ("Raqqa", "Raqa"); places named together in one sentence are taken as related.
What its opening names is the event that a report is about; a number further down speaks of that event too, unless its
own sentence goes to another place, day, kind of event or stretch of time.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from factcheck.engine.grouping.days import DAYS, day_of_report, days_of, names_two_days
from factcheck.engine.grouping.moving import has_been_overtaken, has_moved
from factcheck.engine.grouping.populations import singular
from factcheck.engine.grouping.vocabulary import (
    COUNTING,
    EVENT_KIND,
    MEASURE_FAMILY,
    NATIONS_OF_GOVERNMENTS,
    NOT_PLACES,
    PERIOD_EVENT,
    PERIOD_MARK,
    RUNNING,
    SIDE,
    SUFFERERS,
)
from factcheck.engine.lexicon import standard
from factcheck.engine.lexicon.classes import TITLE
from factcheck.engine.values import Claim, Document, Span

_NAME = r"(?:al|el|ar|as|ad|an|az|at|ash|Al|El)[- ]?[A-Z][\w’'-]+|[A-Z][\w’'-]+"
# "in the northern town of Tel Rahma", "hit Aleppo": a name behind a word of place, up to four small words between.
_PLACE = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]n|[Oo]f|[Oo]utside|[Aa]round|[Ff]rom|[Aa]gainst|[Tt]o|[Hh]it|[Tt]argeted|[Ii]nto)\s+"
    r"(?:(?:[Tt]he|a|an)\s+)?(?:[a-z][\w-]*\s+){0,4}?"
    rf"((?:{_NAME})(?:[ -](?:{_NAME})){{0,2}})"
)
# "Idlib province", "Deir Hafer village".
_LOCATED = re.compile(
    r"\b([A-Z][\w’'-]+(?:[ -][A-Z][\w’'-]+)?)\s+"
    r"(?:province|city|governorate|district|neighbou?rhood|village|town|area)\b"
)
# "Doctors in Vardan": the place is no part of the name.
_WHEREABOUTS = re.compile(r"\s(?:in|at|from|near|inside|outside)\s.*$")
# The "al" inside "Deir al-Zor".
_INNER_ARTICLE = re.compile(r"[- ](?:al|el|az|ash|as|ad|an|ar|at)[- ]")
# "air strikes", "car-bomb": one word in other texts.
_TWO_WORDS = re.compile(r"\b(air|car)[ -](strike|raid|bomb)s?\b")
# "the siege which has", "since then", "since May 2014": the number covers more than a day.
_LONG_TIME = re.compile(
    r"\b(?:"
    + "|".join(sorted(PERIOD_EVENT))
    + r")\b (?:which |that )?(?:has|have)\b|\bsince (?:then|[a-z]+ \d{4}|\d{4})\b"
)
# "have been killed in the city since".
_SINCE = re.compile(
    r"\b(?:has|have)(?: been)? (?:killed|died|injured|wounded|displaced|arrested|detained)\b.*\bsince\b"
)
# A number for a stretch of time other than the event's own day: "seven days of air strikes", "in less than one hour".
_STRETCH = re.compile(
    r"\b(?:hours|days|weeks|months) of\b|"
    r"\b(?:in|over|during|within) (?:the )?(?:past|last|previous|less than|more than|under)\b"
    r"(?! (?:24|twenty-four) hours)"
    r"[^.,]{0,20}\b(?:hour|day|week|month|year)s?\b|\bthis (?:week|month|year)\b",
    re.IGNORECASE,
)
# "across the country": the number is not that of the one place that the report names.
_WIDE = re.compile(
    r"\b(?:nation|country|state|province|region|island|world)-?wide\b|\bnationally\b|"
    r"\b(?:across|throughout|all over|all across|in the whole of|in the rest of) (?:the|this|its|our) "
    r"(?:whole |entire )?(?:country|nation|state|province|region|island|continent|world)\b|"
    r"\bin (?:both|the two) (?:countries|provinces|regions)\b",
    re.IGNORECASE,
)
# "government-held areas", "the rebel-controlled northwest": one event may hit both, and reports then count each apart.
_HELD = re.compile(r"\b(government|regime|rebel|opposition|kurdish|separatist)-(held|controlled|run)\b", re.IGNORECASE)
# "since the army seized power on 1 February": the day on which a count began is not the day it is for.
_BEGUN = re.compile(r"\bsince\b[^.,;]*")
# "Six of the raids", "among the dead were seven": some of what the same report counts.
_SOME_OF = re.compile(r"^\s+(?:more |others? )?of (?:the|those|these|its|his|their)((?: [\w’'-]+){1,4})")
# "The dead include six": so is what is counted among them.
_AMONG = re.compile(
    r"\b(?:(?:among|amongst) (?:the |those |them )[\w’' -]{0,30}?\b(?:was|were|are|is)|"
    r"(?:the|those) (?:dead|killed|injured|wounded|missing) include[sd]?|"
    r"of (?:the|those) (?:dead|killed|injured|wounded|missing),)\W+(?:at least |about )?$",
    re.IGNORECASE,
)
LENGTHS_OF_TIME = frozenset({"hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years"})
# "the hospital said on Friday".
_REPORTING = re.compile(r"\b(?:said|says|told|according|reported|added)\b")
# Small words of three letters and more: "blast", but no "Blast" and no "anti-blast".
_PLAIN = re.compile(r"(?<![\w-])[a-z]{3,}(?![\w-])")
# "blast", "anti-tank".
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
# The space in "… dead. Two more …", with quotation marks on either side.
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'’”)]*\s+(?=[\"'‘“(]*[A-Z0-9])|\n+")
# "dd" in "Haddad".
_DOUBLED = re.compile(r"(.)\1+")
# Vowels, and the letters that come and go between transliterations: "Aleppo" and "Alepo", "Hasakah" and "Hasaka".
_UNTOLD = re.compile(r"[aeiouywh-]")
# The space in "Tel Rahma", the hyphen in "Deir-Hafer".
_NAME_BREAK = re.compile(r"[ -](?=[A-Z])")
# The "al-" of "al-Bab".
_ARTICLE = re.compile(r"^(?:al|el|ar|as|ad|an|az|at|ash)[- ]")
SHORT_NAME = 4
# Ends of words that say whose or where, not what a place is called: "Britain-based", "rebel-held".
_DESCRIBING = ("based", "led", "held", "backed", "linked", "affiliated", "controlled", "run")
# A sentence that begins within so many characters opens its report; what opens it is no longer than so many.
OPENING = 160
LEAD = 400
# A sentence that names no place, day or kind of event goes on with what the sentence so shortly before it was about.
PASSAGE = 300
LONGEST_LEAD = 700


Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Lead:
    """What a report is about, by its headline and first sentences."""

    places: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


NO_LEAD = Lead()


@dataclass(frozen=True, slots=True)
class Context:
    """Where and when, as far as the words round a claim tell. `weak_places` come from the sentences before.

    `stretch`: for a time longer or shorter than the event; `wide`: for a whole country or region; `held_by`: for the
    area that this side holds; `some`: of what the report itself counts; `moved`: up or down, where the text says so;
    `counting`: of a count under way; `main`: nothing says that it is another event than the report's own, whose places
    and days then hold for it too.
    """

    places: frozenset[str] = frozenset()
    weak_places: frozenset[str] = frozenset()
    sentence_places: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    whole_period: bool = False
    stretch: bool = False
    wide: bool = False
    held_by: str = ""
    two_days: bool = False
    some: bool = False
    earlier: bool = False
    moved: str | None = None
    counting: bool = False
    opening: bool = False
    main: bool = False
    event_places: frozenset[str] = frozenset()
    event_days: frozenset[str] = frozenset()
    lead: Lead = NO_LEAD


# Spellings of one foreign name differ most towards its end.
TELLING_CONSONANTS = 4


@lru_cache(maxsize=50_000)
def consonants(name: str) -> str:
    """A name reduced to what its transliterations share: no article, no vowels, no doubled letters, the first few."""
    plain = _ARTICLE.sub("", name.lower().replace("’", "").replace("'", ""))
    plain = _DOUBLED.sub(r"\1", plain)
    skeleton = _UNTOLD.sub("", plain.removesuffix("s") if len(plain) > SHORT_NAME else plain)
    return skeleton[:TELLING_CONSONANTS] if len(skeleton) > 1 else plain


# "in Homs", "near Homs".
_SURELY_IN = re.compile(r"\b(?:[Ii]n|[Nn]ear) ([A-Z][\w’'-]+)")
# "President Vardan", "minister, Omar Haddad": a name that belongs to somebody.
_TITLED = re.compile(r"\b([A-Za-z]+),? ((?:[A-Z][\w’'-]+ ?){1,3})")


def _titled(text: str) -> set[str]:
    """The words of names that follow a title: "President Joyce Amari" is no place."""
    classes = standard().classes
    found = (match for match in _TITLED.finditer(text) if classes.get(match.group(1).lower(), 0) & TITLE)
    return {word for match in found for word in match.group(2).lower().split()}


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
        self.names_of_people |= _titled(self.text)
        # "The Brod police": what something is in is a place, whoever else is called by it.
        self.names_of_people -= {word.lower() for word in _SURELY_IN.findall(self.text)}
        self.plain_words = set(_PLAIN.findall(self.text))
        ends = [found.end() for found in _SENTENCE_END.finditer(self.text)]
        self.starts = [0, *ends]
        self.ends = [*ends, len(self.text)]
        self.today = day_of_report(document)
        self._named = self._read_places()
        self._named_at = [start for start, _, _ in self._named]
        self.lead = self._read_lead()
        self.near_lead = self._read_near_lead()
        # Whether the text has gone to another event, and where it last spoke of it.
        self._away, self._left_at = False, -PASSAGE
        # The words of the sentence in hand: most questions about it are answered by their absence.
        self._words: frozenset[str] = frozenset()

    def _read_places(self) -> list[tuple[int, int, frozenset[str]]]:
        """Every place in the text: where its name begins and ends, and what its spellings share."""
        found: dict[tuple[int, int], frozenset[str]] = {}
        for pattern in (_PLACE, _LOCATED):
            for match in pattern.finditer(self.text):
                words = _NAME_BREAK.split(_INNER_ARTICLE.sub(" ", match.group(1)))
                names = [consonants(word) for word in words if len(word) > 2 and self.may_be_place(word.lower())]
                if names:
                    found[match.span(1)] = frozenset(names)
        return sorted((start, end, names) for (start, end), names in found.items())

    def _read_near_lead(self) -> frozenset[str]:
        """The places of the opening and those that some sentence names with one of them: the village near the town."""
        near = set(self.lead.places)
        for start, end in zip(self.starts, self.ends, strict=True):
            named = self.places(start, end)
            if not named.isdisjoint(self.lead.places):
                near |= named
        return frozenset(near)

    def _read_lead(self) -> Lead:
        end = self.ends[max(0, bisect_right(self.starts, LEAD - 1) - 1)]
        end = min(end, LONGEST_LEAD)
        return Lead(self.places(0, end), days_of(self.text[0:end], self.today), self.kinds(0, end))

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
            before = max(start, self.claims[place - 1].end) if place else start
            around = self.text[before : min(end, following)]
            yield claim, self._context(claim, start, end, following, own, pending, weak, bool(_WIDE.search(around)))

    def _context(
        self,
        claim: Claim,
        start: int,
        end: int,
        following: int,
        own: frozenset[str],
        sentence_places: frozenset[str],
        weak: frozenset[str],
        wide: bool,
    ) -> Context:
        piece = self.text[start:end]
        self._words = frozenset(_WORD.findall(piece.lower()))
        behind = self.text[claim.end : min(end, max(following, claim.end))]
        days = days_of(_BEGUN.sub("", behind), self.today) or days_of(_BEGUN.sub("", piece), self.today)
        kinds = self.kinds(start, end)
        whole_period = self.whole_period(claim, start, end)
        stretch = bool(self._words & LENGTHS_OF_TIME and _STRETCH.search(piece))
        places = own or sentence_places
        lead = self.lead
        other_kind = kinds and lead.kinds and lead.kinds.isdisjoint(kinds)
        self._follow(start, end, places, sentence_places, days, bool(kinds))
        other = whole_period or stretch or other_kind or self._away
        return Context(
            places=places,
            weak_places=weak,
            sentence_places=sentence_places,
            days=days,
            kinds=kinds,
            whole_period=whole_period,
            stretch=stretch,
            wide=wide,
            held_by=self._held_by(claim, start, min(end, max(following, claim.end))),
            two_days=len(self._words & DAYS) > 1 and names_two_days(piece),
            some=self.some(claim, start, end),
            earlier=has_been_overtaken(self.text, claim, (start, end), self._words),
            moved=has_moved(self.text, claim, (start, end), self._words),
            counting=not self._words.isdisjoint(COUNTING),
            opening=claim.in_headline or start < OPENING,
            main=not other,
            event_places=places if other else places | lead.places,
            event_days=days if other else days or lead.days,
            lead=lead,
        )

    def _held_by(self, claim: Claim, start: int, end: int) -> str:
        """Whose area the number is for: as said behind it, else before it, in its part of the sentence."""
        if not any(word.endswith(("-held", "-controlled", "-run")) for word in self._words):
            return ""
        behind = _HELD.search(self.text[claim.end : end].partition(";")[0])
        before = behind or next(reversed([*_HELD.finditer(self.text[start : claim.start].rpartition(";")[2])]), None)
        return SIDE.get(before.group(1).lower(), before.group(1).lower()) if before else ""

    def _follow(
        self, start: int, end: int, places: Names, sentence_places: Names, days: Names, names_kind: bool
    ) -> None:
        """Notes whether the text has left its report's own event, by the places and days of the sentence in hand."""
        lead = self.lead
        if places or days or names_kind or start - self._left_at > PASSAGE:
            elsewhere = places and lead.places and self.near_lead.isdisjoint(places | sentence_places)
            self._away = bool(elsewhere or (days and lead.days and lead.days.isdisjoint(days)))
        else:
            before = self._last_places(start)
            if before and lead.places and self.near_lead.isdisjoint(before):
                self._away = True
        if self._away:
            self._left_at = end

    def some(self, claim: Claim, start: int, end: int) -> bool:
        """Whether the number is given as some of a whole that the report counts ("six of the raids")."""
        if not self._words & {"of", "among", "amongst", "include", "includes", "included"}:
            return False
        before = self.text[max(start, claim.start - 60) : claim.start]
        of_the = _SOME_OF.match(self.text[claim.end : min(end, claim.end + 60)])
        words = [singular(word) for word in of_the.group(1).lower().split()] if of_the else []
        counted = any(word in SUFFERERS or MEASURE_FAMILY.get(word) == claim.measure for word in words)
        return counted or bool(_AMONG.search(before))

    def _last_places(self, start: int) -> frozenset[str]:
        """The places that the sentence before names, if it stands so near."""
        at = bisect_left(self.starts, start)
        if at == 0 or start - self.ends[at - 1] > PASSAGE:
            return frozenset()
        return self.places(self.starts[at - 1], self.ends[at - 1])

    def places(self, start: int, end: int) -> frozenset[str]:
        """The places named between two offsets."""
        first = bisect_left(self._named_at, start)
        found: set[str] = set()
        for _, stop, names in self._named[first:]:
            if stop > end:
                break
            found |= names
        return frozenset(found)

    def may_be_place(self, word: str) -> bool:
        """Whether a capitalised word can be a place: no person, side or plain word that a title only writes large."""
        plain = word.removesuffix("'s").removesuffix("’s")
        if plain in NOT_PLACES or plain in self.names_of_people or plain.endswith(_DESCRIBING):
            return False
        nations = plain in SIDE or singular(plain) in NATIONS_OF_GOVERNMENTS
        return not nations and plain not in self.plain_words

    def kinds(self, start: int, end: int) -> frozenset[str]:
        """What kinds of event the sentence names."""
        words = _WORD.findall(_TWO_WORDS.sub(r"\1-\2", self.text[start:end].lower()))
        return frozenset(EVENT_KIND[one] for one in map(singular, words) if one in EVENT_KIND)

    def whole_period(self, claim: Claim, start: int, end: int) -> bool:
        """Whether the number is of a whole war or epidemic, not of one event in it."""
        time = (claim.scope.time or "").lower()
        if time.startswith("since") and claim.scope.cumulative:
            return claim.measure not in RUNNING
        if not self._words & (PERIOD_EVENT | {"since"}):
            return False
        before, after = self.text[start : claim.start], self.text[claim.end : end]
        said = [found.end() for found in _REPORTING.finditer(before)]
        before = before[said[-1] :] if said else before
        stop = _REPORTING.search(after)
        after = after[: stop.start()] if stop else after
        words = set(_WORD.findall(f"{before} {after}".lower()))
        marked = words & PERIOD_MARK or any(word.endswith(("-year", "-month", "-year-old")) for word in words)
        around = f"{before} {after}".lower()
        long_time = _LONG_TIME.search(around) or (claim.measure not in RUNNING and _SINCE.search(around))
        return bool(words & PERIOD_EVENT and marked) or bool(long_time)

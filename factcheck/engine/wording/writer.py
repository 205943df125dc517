"""Writing one ruling in three lengths.

Comes in: a ruling and a style. Next: publishing, which shows the segments with their links.

Each account keeps its speaker, its polarity and its certainty. The verbs for that stand in two tables: one for what
happens to people ("six people were killed"), one for everything else ("the police put the number at 900").
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from factcheck.engine.comparison.explaining import EVENT_WORDS, are_several
from factcheck.engine.grouping.populations import group_of_words, singular
from factcheck.engine.values import Claim
from factcheck.engine.wording.ruling import (
    DISAGREEING,
    STATES,
    Cited,
    NotApproved,
    OwnEstimate,
    Ruling,
    Segment,
    Segments,
    Wording,
)
from factcheck.engine.wording.style import Style, in_words, number_in_style

SHARES = ("percent", "points", "fraction")
# Where the noun that is counted ends: "members of the council".
_AFTER_NOUN = re.compile(r"(?:,| (?:of|in|at|from|for|near|on|who|with|loyal|supporting|aligned|allied)\b).*$")
# What happens to people: how sure the verb is. `{be}` is was or were.
HAPPENED = {
    "asserted": "{be}",
    "estimated": "{be}",
    "possible": "may have been",
    "reported": "{be}",
    "conditional": "would be",
    "forecast": "will be",
}
# The same for what people are, not what was done to them.
STATES_OF_PEOPLE = ("missing", "forces")
IS = {
    "asserted": "{is}",
    "estimated": "{is}",
    "possible": "may be",
    "reported": "{is}",
    "conditional": "would be",
    "forecast": "will be",
}
# Who says it, before a clause; what is not here is said after it ("according to").
BEFORE_A_CLAUSE = {
    "estimated": "{who} estimates that ",
    "conditional": "{who} says that under some condition ",
    "forecast": "{who} expects that ",
}
# Who says it, before a bare number.
BEFORE_A_NUMBER = {
    "asserted": "{who} puts {it} at ",
    "estimated": "{who} estimates {it} at ",
    "possible": "{who} says that {it} may be ",
    "reported": "{who} was told that {it} is ",
    "conditional": "{who} says that under some condition {it} would be ",
    "forecast": "{who} expects {it} to be ",
}
IN_A_HEADLINE = {
    "asserted": "{who}",
    "estimated": "estimate by {who}",
    "possible": "possibly, {who}",
    "reported": "{who}, at second hand",
    "conditional": "on a condition, {who}",
    "forecast": "forecast by {who}",
}
NOBODY = "a report that names no source"
# The verbs of these tables, as several speakers take them: the police put, doctors say.
OF_SEVERAL = {
    "puts": "put",
    "estimates": "estimate",
    "says": "say",
    "expects": "expect",
    "denies": "deny",
    "was": "were",
}


def suggest(ruling: Ruling, style: Style | None = None) -> Wording:
    """Wording for a verdict that stands. NotApproved for any other; ValueError where it rests on nothing."""
    if ruling.state not in STATES:
        raise NotApproved("Wording comes from approved verdicts only; this one is " + ruling.state + ".")
    if not ruling.cited and not ruling.own_estimates:
        raise ValueError("There is nothing to word: the verdict cites no claim.")
    writer = _Writer(ruling, style or Style())
    return Wording(writer.headline(), writer.sentence(), writer.paragraph())


def _saying(template: str, who: str, it: str = "") -> str:
    """A table's words with who speaks, the verb in their number."""
    verb = template.removeprefix("{who} ").split(" ", 1)[0]
    if are_several(who):
        template = template.replace(verb, OF_SEVERAL[verb], 1)
    return template.format(who=who, it=it)


class _Writer:
    """Writes one ruling in one style."""

    def __init__(self, ruling: Ruling, style: Style) -> None:
        self.ruling = ruling
        self.style = style
        self.event = EVENT_WORDS.get(ruling.measure)
        self.people = self._people()
        self.accounts = _one_a_speaker(ruling.cited)

    def _people(self) -> str:
        """What is counted: the words of the population, people in general, or the noun of the measure."""
        words = self.ruling.population
        if words and not group_of_words(words).is_anybody:
            return words
        if self.event is not None:
            return "people"
        noun = self.ruling.measure
        if any(one.claim.unit for one in self.ruling.cited) or noun in ("count", "share"):
            return words or ""
        return noun if noun.endswith("s") else f"{noun}s"

    def headline(self) -> Segments:
        said = self._said_in_a_headline() if self.accounts else []
        own = [
            [self._own_number(one), Segment(f"{'' if said else self._own_counted(one)} by our own estimate")]
            for one in self.ruling.own_estimates
        ]
        return self._finished(self._joined([each for each in (said, *own) if each]), stop=False)

    def _said_in_a_headline(self) -> list[Segment]:
        affirmed = [one for one in self.accounts if not one.claim.denied]
        if not affirmed:
            first = self.accounts[0]
            opening = Segment(f"{first.speaker or NOBODY} denies: ")
            return [opening, self._number(first), Segment(self._counted(first.claim))]
        numbers = self._distinct(affirmed)
        if self.ruling.decision in DISAGREEING and len(numbers) > 1:
            segments = self._joined([[self._number(one)] for one in numbers], " or ")
            segments.append(Segment(f"{self._counted(numbers[-1].claim)}: accounts differ"))
        elif len(numbers) > 1:
            named = [[self._number(one), Segment(f" ({self._said_shortly(one)})")] for one in numbers]
            segments = [*self._joined(named, " or "), Segment(self._counted(numbers[-1].claim))]
        else:
            segments = [self._number(numbers[0]), Segment(self._counted(numbers[0].claim))]
            segments.append(Segment(self._whose(affirmed)))
        return [*segments, Segment(self._denied_by(numbers))]

    def _whose(self, accounts: Sequence[Cited]) -> str:
        """Who gives the headline's one number, the surest first."""
        first = accounts[0]
        if self.ruling.decision == "unattributed" or first.speaker is None:
            return ", source unclear"
        others = " and others" if len({one.speaker for one in accounts}) > 1 else ""
        return f": {self._said_shortly(first)}{others}"

    def _said_shortly(self, one: Cited) -> str:
        return IN_A_HEADLINE[one.claim.certainty].format(who=one.speaker or "source unclear")

    def _denied_by(self, numbers: Sequence[Cited]) -> str:
        """Who denies a number of the headline."""
        given = {number_in_style(one.claim, self.style) for one in numbers}
        deniers = [one for one in self.accounts if one.claim.denied]
        named = [one.speaker or NOBODY for one in deniers if number_in_style(one.claim, self.style) in given]
        return f"; denied by {named[0]}" if named else ""

    def sentence(self) -> Segments:
        if self.ruling.decision in ("superseded", "revised") and self.accounts:
            newest = max(enumerate(self.accounts), key=lambda entry: (entry[1].claim.scope.as_of or "", entry[0]))[1]
            segments = self._joined([self._account(newest), *self._own_estimates()])
            return self._finished([*segments, Segment(self._as_of())])
        if self.ruling.decision == "not-comparable" and self.accounts:
            opening = [Segment("The numbers given are not of the same thing: ")]
            return self._finished([*opening, *self._all_accounts(), Segment(self._as_of())])
        return self._finished([*self._all_accounts(), Segment(self._as_of())])

    def paragraph(self) -> Segments:
        segments = [*self._all_accounts(), Segment(self._as_of() + ".")]
        if self.ruling.decision in DISAGREEING and self.accounts:
            segments.append(Segment(" The accounts cannot all be right, and it is not known which is."))
        elif self.ruling.decision == "not-comparable":
            segments.append(Segment(" The numbers are not of the same thing."))
        elif self.ruling.decision == "unattributed":
            segments.append(Segment(" The reports name nobody who says so."))
        elif self.ruling.decision == "unresolved":
            segments.append(Segment(" This could not be confirmed."))
        if any(one.claim.claimant.anonymous for one in self.accounts):
            segments.append(Segment(" Not every speaker gave a name."))
        return self._finished(segments)

    def _finished(self, segments: Sequence[Segment], stop: bool = True) -> Segments:
        """With a capital first, "provisional" where it is, one full stop, and no empty pieces."""
        kept = [segment for segment in segments if segment.text]
        first = kept[0]
        kept[0] = replace(first, text=first.text[0].upper() + first.text[1:])
        if stop and not kept[-1].text.endswith("."):
            kept.append(Segment("."))
        if self.ruling.state == "provisional" and self.style.provisional:
            kept.insert(0, Segment(self.style.provisional))
        return tuple(kept)

    def _distinct(self, accounts: Sequence[Cited]) -> list[Cited]:
        """One account for each number, the lowest first."""
        by_number: dict[str, Cited] = {}
        for one in accounts:
            by_number.setdefault(number_in_style(one.claim, self.style), one)
        return sorted(
            by_number.values(), key=lambda one: (one.claim.interval.low or 0, one.claim.interval.high is None)
        )

    def _number(self, one: Cited) -> Segment:
        return Segment.of(number_in_style(one.claim, self.style), one.claim)

    def _noun(self, claim: Claim) -> str:
        """What is counted after its number, with the space before it: " people", " of votes", nothing for money."""
        if not self.people:
            return ""
        if claim.unit in SHARES:
            return f" of {self.people}"
        return f" {_one_of(self.people) if _is_one(claim) else self.people}"

    def _counted(self, claim: Claim) -> str:
        return self._noun(claim) + (f" {self.event}" if self.event else "")

    def _all_accounts(self) -> list[Segment]:
        return self._joined([*(self._account(one) for one in self.accounts), *self._own_estimates()])

    def _own_estimates(self) -> list[list[Segment]]:
        """What the desk calculated, said to be ours: "by our own estimate it is 24,000 to 48,000 demonstrators"."""
        return [self._own_estimate(one) for one in self.ruling.own_estimates]

    def _own_estimate(self, one: OwnEstimate) -> list[Segment]:
        counted, number = self._own_counted(one), self._own_number(one)
        if self.event is None:
            it = "it" if self.accounts else "the figure" if not self.people else "the number"
            return [Segment(f"by our own estimate {it} is "), number, Segment(counted)]
        verb = (IS if self.ruling.measure in STATES_OF_PEOPLE else HAPPENED)["asserted"]
        single = one.low == one.high == 1
        done = verb.replace("{be}", "was" if single else "were").replace("{is}", "is" if single else "are")
        return [Segment("by our own estimate "), number, Segment(f"{counted} {done} {self.event}")]

    def _own_counted(self, one: OwnEstimate) -> str:
        if not self.people:
            return f" {one.unit}" if one.unit else ""
        return f" {_one_of(self.people) if one.low == one.high == 1 else self.people}"

    def _own_number(self, one: OwnEstimate) -> Segment:
        low, high = in_words(one.low, self.style), in_words(one.high, self.style)
        return Segment(low if one.low == one.high else f"{low} to {high}", estimate=one.id)

    def _account(self, one: Cited) -> list[Segment]:
        """One account: the number, what it counts, and whose word it is, no surer than it was said."""
        claim, who = one.claim, one.speaker or NOBODY
        number = self._number(one)
        if self.event is None:
            return self._bare_number(one)
        happened = Segment(self._did(claim))
        if claim.denied:
            return [Segment(_saying("{who} denies that ", who)), number, happened]
        if one.speaker is None:
            how = ", by an estimate in " if claim.certainty == "estimated" else ", in "
            return [number, Segment(f"{happened.text}{how}{NOBODY}")]
        if claim.certainty == "reported":
            return [number, Segment(f"{happened.text}, as {_saying('{who} was told', who)}")]
        before = BEFORE_A_CLAUSE.get(claim.certainty)
        if before is not None:
            return [Segment(_saying(before, who)), number, happened]
        return [number, Segment(f"{happened.text}, {self.style.according_to} {who}")]

    def _bare_number(self, one: Cited) -> list[Segment]:
        """An account of what nothing happens to: "the police put the number at 900 demonstrators"."""
        claim, who = one.claim, one.speaker or NOBODY
        it = "the figure" if claim.unit else "the number"
        opening = "{who} denies that {it} is " if claim.denied else BEFORE_A_NUMBER[claim.certainty]
        return [Segment(_saying(opening, who, it)), self._number(one), Segment(self._noun(claim))]

    def _did(self, claim: Claim) -> str:
        """What happened, as sure as it was said: " people may have been killed"."""
        is_state = self.ruling.measure in STATES_OF_PEOPLE
        verb = (IS if is_state else HAPPENED)[claim.certainty]
        one = _is_one(claim)
        verb = verb.replace("{be}", "was" if one else "were").replace("{is}", "is" if one else "are")
        return f"{self._noun(claim)} {verb} {self.event}"

    def _as_of(self) -> str:
        return f", as of {self.ruling.as_of}" if self.ruling.as_of else ""

    def _joined(self, lists: Sequence[Sequence[Segment]], between: str = "; ") -> list[Segment]:
        joined: list[Segment] = []
        for place, segments in enumerate(lists):
            joined.extend([Segment(between)] if place else [])
            joined.extend(segments)
        return joined


def _is_one(claim: Claim) -> bool:
    return claim.unit is None and claim.interval.low == 1 and claim.interval.is_point


def _one_of(people: str) -> str:
    """The words for one of those counted: one person, one member of the council."""
    if people == "people":
        return "person"
    noun = _AFTER_NOUN.sub("", people)
    *described, head = noun.split() or [people]
    return " ".join([*described, singular(head)]) + people[len(noun) :]


def _one_a_speaker(cited: Iterable[Cited]) -> tuple[Cited, ...]:
    """The first cited claim of each speaker and number; own voice only where nobody is named for anything."""
    seen: dict[tuple[str | None, str], Cited] = {}
    for one in cited:
        seen.setdefault((one.speaker, f"{one.claim.interval}{one.claim.denied}"), one)
    named = tuple(one for one in seen.values() if one.speaker is not None)
    return named or tuple(seen.values())

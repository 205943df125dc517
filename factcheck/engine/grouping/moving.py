"""Numbers that move: whether a text gives one as overtaken, and whether it says that one has risen or been lowered.

Comes in: a claim with its sentence. Next: events makes it part of the claim's context.
"""

import re

from factcheck.engine.grouping.vocabulary import LOWERED, RISING, TELLS_EARLIER
from factcheck.engine.values import Claim, Span

# "revised from 12", "after saying that 12".
_EARLIER = re.compile(
    r"\b(?:previous(?:ly)?|earlier|initial(?:ly)?|first|preliminary|(?:revised|up|rose|down|lowered|raised) from|"
    r"after (?:saying|insisting|claiming|reporting)|corrected)\b[^.]{0,40}$",
    re.IGNORECASE,
)
# "lowered the number of dead to 41 from 46".
_MOVED_FROM = re.compile(
    r"\b(?:revised|rose|risen|raised|lowered|fell|fallen|reduced|corrected|cut)\b[^.]{0,120}\bto [^.,]{1,30}\bfrom $",
    re.IGNORECASE,
)
# "31,000, against 18,000 a week earlier".
_HELD_AGAINST = re.compile(
    r"\b(?:against|from|than|compared (?:with|to)|versus) (?:about |some |the )?$", re.IGNORECASE
)
# "18,000 a week earlier".
_SOME_TIME_AGO = re.compile(
    r"^[^.,;]{0,20}\b(?:an?|one|two|three|four|five|six) (?:hour|day|week|month|year)s? (?:earlier|before|ago)\b"
)
# "98, not 116 as he had said on Monday".
_TAKEN_BACK = re.compile(r"^[^.]{0,20}\bas (?:\w+ ){1,3}had (?:said|put|given|reported|claimed|stated)\b")
# The text itself says that a number has moved: a higher or a lower one than before is then no rival.
_RISING, _LOWERED = (
    re.compile(r"\b(?:" + "|".join(sorted(words)) + r")\b", re.IGNORECASE) for words in (RISING, LOWERED)
)
# "…, but two more have since died".
_RISEN_SINCE = re.compile(
    r"^[^.]{0,60}\bbut \w+ (?:more|others?) (?:have |had |has )?(?:since |later )?(?:died|succumbed)\b"
)
# So many characters before a number hold what tells of it; a verb of moving may stand farther off.
NEAR, FAR = 60, 180


def has_been_overtaken(text: str, claim: Claim, sentence: Span, words: frozenset[str]) -> bool:
    """Whether the text gives the number as one that has been overtaken. `words`: the sentence's, in small letters."""
    if not words & TELLS_EARLIER:
        return False
    start, end = sentence
    before, after = text[max(start, claim.start - NEAR) : claim.start], text[claim.end : end]
    if _HELD_AGAINST.search(before) and _SOME_TIME_AGO.search(after):
        return True
    if _MOVED_FROM.search(text[max(start, claim.start - FAR) : claim.start]):
        return True
    return bool(_EARLIER.search(before) or _RISEN_SINCE.search(after) or _TAKEN_BACK.search(after))


def has_moved(text: str, claim: Claim, sentence: Span, words: frozenset[str]) -> str | None:
    """up or down where the text says that the number has moved to what it is now."""
    if not words & (RISING | LOWERED):
        return None
    around = text[max(sentence[0], claim.start - 90) : min(sentence[1], claim.end + 20)]
    return "up" if _RISING.search(around) else "down" if _LOWERED.search(around) else None

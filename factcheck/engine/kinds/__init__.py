"""Kinds: numbers that are no quantities, recognised so that they are never mistaken for one.

Comes in: a token that begins with a digit or a number word. Goes out: its kind (date, time, age, ordinal, identifier,
score, idiom) with the tokens it takes, or None where a quantity may be read. Next: quantities.

    looks.py    what stands round a token
    dates.py    days, months, years, clock times
    ages.py     aged 64, 18 to 34 years old, in her sixties, voters under 30
    ordinals.py the 3rd, the third, twenty-first
    names.py    scores, identifiers, set phrases
    reader.py   the rules in their order
"""

from .looks import DASHES
from .reader import KindReader

__all__ = ["DASHES", "KindReader"]

"""Quantities: an interval with open and soft ends, hedge, unit and span for each number of a page.

Comes in: a tokenised page. Goes out: `Quantity` objects in text order, of every kind. Next: measures and attribution.

    quantity.py   the value object, and the interval that each hedge makes of a number
    hedges.py     more than, as many as, or so: before and behind the number
    units.py      money, per cent, lengths, hours
    rates.py      a year, per head, each; km/h and other quotients of units
    changes.py    rose by, another 14: differences and increments
    ranges.py     between A and B, A or B, from A to B, N plus or minus M
    ellipsis.py   435 homes by sale and 187 by tender: nouns told once
    special.py    no, one, three in ten, most of, all but two, twice, doubled, a five-figure crowd
    reader.py     puts them together, left to right
"""

from .quantity import Quantity, match_after, match_before
from .reader import QuantityReader

__all__ = ["Quantity", "QuantityReader", "match_after", "match_before"]

"""Numerals: digits, separators and number words to Decimals.

Comes in: a tokenised page and the token at which a number may begin. Goes out: a `Numeral` with exact values, or None.
Next: quantities add hedge, unit and range.

    numeral.py   the value object; what one token holds by itself
    digits.py    1,200  816 000  1.2bn  2½  3 million
    words.py     a hundred and twelve, dozens, several thousand, two-thirds
    reader.py    which of them begins at a token
"""

from .digits import CURRENCY_SIGNS
from .numeral import Numeral, compound_parts, read_digits
from .reader import NumeralReader

__all__ = ["CURRENCY_SIGNS", "Numeral", "NumeralReader", "compound_parts", "read_digits"]

"""Classes: what a word can be, one bit each.

Comes in: nothing. Next: tables of words are marked with them, and every stage tests them.
"""

# Word classes: one bit each, so that one word can have several and a rule tests them in one step.
NUMBER = 1 << 0  # seven, twenty
MULTIPLIER = 1 << 1  # hundred, million, dozen
VAGUE = 1 << 2  # dozens, hundreds
VAGUE_SMALL = 1 << 3  # several, few, couple
FRACTION = 1 << 4  # half, third
ORDINAL = 1 << 5  # first, third
ZERO = 1 << 6  # no, none, nobody
ARTICLE = 1 << 7
DETERMINER = 1 << 8
PREPOSITION = 1 << 9
CONJUNCTION = 1 << 10
RELATIVE = 1 << 11
PRONOUN = 1 << 12
AUXILIARY = 1 << 13
EVENT = 1 << 14  # any word of measures.toml
EVENT_VERB = 1 << 15
COUNTED = 1 << 16  # deaths, casualties, airstrikes: a noun that is its own measure
STATE = 1 << 17  # dead, missing
CUE = 1 << 18  # a verb of saying, in any form
CUE_ING = 1 << 19
SOURCE = 1 << 20  # a noun that can speak
TITLE = 1 << 21
MONTH = 1 << 22
DAY = 1 << 23
PEOPLE = 1 << 24
ADVERB = 1 << 25
MODAL = 1 << 26
UNIT = 1 << 27
STOP = 1 << 28  # . ! ? and their kin
COMMA = 1 << 29  # , ; : ( ) and dashes
QUOTE = 1 << 30
PLURAL = 1 << 31  # an irregular plural
NOT_PLURAL = 1 << 32
TOLL = 1 << 33
VERB = 1 << 35  # a common finite verb
BODY = 1 << 34  # an institution that can speak

FUNCTION = ARTICLE | DETERMINER | PREPOSITION | CONJUNCTION | RELATIVE | PRONOUN | AUXILIARY | STOP | COMMA | QUOTE
NUMERIC = NUMBER | MULTIPLIER | VAGUE | VAGUE_SMALL | FRACTION | ZERO | ARTICLE

"""Attribution: who said a number, with which cue, and how certain.

Comes in: a tokenised page and the place of a number. Goes out: a `Speech` with its speaker, or None for the outlet's
own voice. Sentences are read when a number needs them, and each once. Next: extraction.py.

    words.py      whether a word is a verb, a noun or a number where it stands
    phrases.py    the noun phrase that ends or begins at a word, and whether it can speak
    speakers.py   the phrase that names a speaker, before or behind a verb of saying: asides, relatives, lost commas
    spoken.py     the value object of an act of saying
    verbs.py      verbs of saying: "said Smith" (inverted), "…, saying" (participle), "told the agency"
    figures.py    verbs whose object is the number: "put the toll at", "spoke of", "counted"
    verbless.py   according to, polls and reports, a name and a colon
    nouns_of_saying.py  somebody's claim that, the ministry's tally of, by its own count
    contents.py   how much of a sentence an act of saying covers
    passing.py    through whom it came: "in remarks published by"
    speech.py     all of these in one sentence
    quotations.py who speaks between quotation marks: at their edges, in the paragraph, quotations carried on
    carrying.py   sentences without a speaker that go on with the one before: carried, and behind "Name: …"
    reader.py     which act of saying governs a place: its quotation, the nearest in its sentence, or carried
    names.py      who "he" and "the official" are
"""

from .names import Name
from .reader import AttributionReader
from .spoken import Speech

__all__ = ["AttributionReader", "Name", "Speech"]

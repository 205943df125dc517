"""Attribution: who said a number, with which cue, and how certain.

Comes in: a tokenised page and the place of a number. Goes out: a `Speech` with its speaker, or None for the outlet's
own voice. Sentences are read when a number needs them, and each once. Next: extraction.py.

    speakers.py   the phrase that names a speaker, before or behind a verb of saying
    spoken.py     the value object of an act of saying
    verbs.py      verbs of saying: "said Smith", "…, saying", "told the agency"
    figures.py    verbs whose object is the number: "put the toll at", "spoke of", "counted"
    verbless.py   according to, polls and reports, a name and a colon
    nouns_of_saying.py  somebody's claim that, the ministry's tally of, by its own count
    contents.py   how much of a sentence an act of saying covers
    passing.py    through whom it came: "in remarks published by"
    speech.py     all of these in one sentence
    reader.py     which act of saying governs a place: its sentence, its quotation, carried
    names.py      who "he" and "the official" are
"""

from .names import Name
from .reader import AttributionReader
from .spoken import Speech

__all__ = ["AttributionReader", "Name", "Speech"]

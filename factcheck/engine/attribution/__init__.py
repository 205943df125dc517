"""Attribution: who said a number, with which cue, and how certain.

Comes in: a tokenised page and the place of a number. Goes out: a `Speech` with its speaker, or None for the outlet's own
voice. Sentences are read when a number needs them, and each once. Next: extraction.py.

    speakers.py   the phrase that names a speaker, before or behind a verb of saying
    speech.py     the acts of saying in one sentence, and what each of them covers
    reader.py     which act of saying governs a place: its sentence, its quotation, carried; and who "he" is
"""

from .reader import AttributionReader, Name
from .speech import Speech

__all__ = ["AttributionReader", "Name", "Speech"]

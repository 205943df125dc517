"""Made-up reports for the load: two on each event that disagree about every number, and words enough to be searched.

Comes in: a seed and how many things are counted. Goes out: a title and two texts. What is counted stands in the first
paragraphs; the last ones hold no number, so that another ending leaves every claim where it was.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import product

PEOPLE = (
    "miners", "soldiers", "pupils", "nurses", "farmers", "fishermen", "teachers", "drivers", "guards", "monks",
    "sailors", "journalists", "doctors", "firefighters", "women", "children", "workers", "students", "villagers",
    "tourists",
)  # fmt: skip
FATES = ("were killed", "were injured", "were detained")
EVENTS = ("flood", "storm", "collapse", "blast", "landslide", "derailment", "fire", "clashes")
SPEAKERS = (
    ("The police", "The governor", "A hospital official", "A coastguard officer"),
    ("The mayor", "A rescue worker", "The interior ministry", "A union leader"),
)
PLACES = ("Amber", "Corran", "Dolmen", "Eastry", "Farrow", "Garth", "Hollin", "Istra", "Karsu", "Lowen", "Marrick")
SMALL_WORDS = "the of and in to near after before with by for from on at where while under over beside along"
BEGINNINGS = "bar cor dal fen gar hol ist kel lor mar nor ost pel ris sar tor ulm ver wes yar zan bre dro gli"
MIDDLES = ("", "a", "e", "i", "o", "an", "el", "or", "ist", "und", "em", "ar")
ENDS = "den ford gate holm ing ker lund mere nock over path ridge stow ton vale wick yard bank dale"
# Enough for 10,000 documents to have many words that few others have.
WORDS = ["".join(parts) for parts in product(BEGINNINGS.split(), MIDDLES, ENDS.split())]
COMMON_WORD = "river"
WORDS_A_SENTENCE = 14


@dataclass(frozen=True, slots=True)
class Event:
    """One event, as its two reports tell it: the part that holds the numbers."""

    title: str
    told: tuple[str, str]


def event(seed: int, counted: int) -> Event:
    """An event on which two reports give different numbers for each of `counted` things, at most 20."""
    chance = random.Random(seed)
    what, place = chance.choice(EVENTS), chance.choice(PLACES)
    things = [(people, FATES[number % len(FATES)]) for number, people in enumerate(PEOPLE)][:counted]
    numbers = [(chance.randint(20, 60), chance.randint(70, 900)) for _ in things]
    told = []
    for side, speakers in enumerate(SPEAKERS):
        head = f"{what.capitalize()} at {place}, {('first bulletin', 'later bulletin')[side]}"
        lines = [
            f"{speakers[number % len(speakers)]} said {numbers[number][side]} {people} {fate} in the {what}."
            for number, (people, fate) in enumerate(things)
        ]
        told.append("\n\n".join([head, *lines]))
    return Event(f"{what.capitalize()} at {place}", (told[0], told[1]))


def ending(number: int, words: int = 220) -> str:
    """Paragraphs without a number; common words are common, rare ones rare, and one word is this document's own."""
    chance = random.Random(f"ending {number}")
    sentences, small_words = [], SMALL_WORDS.split()
    for _ in range(words // WORDS_A_SENTENCE):
        drawn = [
            # Cubed, so that the first words of the list come often and the last ones hardly ever.
            chance.choice(small_words) if place % 2 else WORDS[int(chance.random() ** 3 * len(WORDS))]
            for place in range(WORDS_A_SENTENCE)
        ]
        sentences.append(" ".join(drawn).capitalize() + ".")
    sentences.insert(len(sentences) // 2, f"The {COMMON_WORD} lay still near {rare_word(number).capitalize()}.")
    half = len(sentences) // 2
    return " ".join(sentences[:half]) + "\n\n" + " ".join(sentences[half:]) + "\n"


def rare_word(number: int) -> str:
    """A word that stands in this document and in no other."""
    letters = ""
    number += 1
    while number:
        number, digit = divmod(number, 20)
        letters += "bcdfghklmnprstvwxyza"[digit]
    return f"zq{letters}quen"

"""Measures: what a number counts: the event, the population, the agent, and which numbers are parts of others.

Comes in: the quantities of one sentence in text order. Goes out: one `Counted` a quantity, or None where nothing is
counted. Next: extraction.py joins it with the speaker.

    counted.py      the value object
    populations.py  who or what is counted: "members of the crew", "of them", "among the marchers"
    events.py       what happened to them: killed, were hurt, a death toll of
    amounts.py      what money is for, whose share of a vote
    gatherings.py   people aboard, people who take part in a march
    inheriting.py   parts, second objects and bare numbers that repeat what stands before them
    parts.py        which numbers are parts of others, also of one in an earlier sentence
    distributing.py  each of the four boats: numbers for every member of a group
    discourse.py    bare numbers that count what the text is speaking of
    unknown.py      no reports of casualties, not known: nothing known, never nought
    reader.py       puts them together, a sentence at a time
"""

from .counted import HUMAN, Counted
from .reader import MeasureReader

__all__ = ["HUMAN", "Counted", "MeasureReader"]

"""What browsers send, read once for every form and view: numbers of rows, moments, words that can be kept.

Comes in: text from outside, of any length. Goes out: a value that every database and every time zone can hold, or none.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest

from factcheck.workbench.errors import BadInput

LONGEST_NUMBER = 18  # digits of a number that both databases hold
FIRST_YEAR, LAST_YEAR = 1000, 9000  # a moment between them is one in every time zone


def row_number(said: str) -> int | None:
    """The number of a row, or its version; None for anything else, however long."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= LONGEST_NUMBER else None


def words_in(request: HttpRequest, name: str) -> str:
    """What was typed into a field that no form reads. Raises BadInput for what no database keeps."""
    said = request.POST.get(name, "")
    if "\x00" in said:
        raise BadInput("The words hold a character that cannot be kept (NUL). Leave it out.", name)
    return said


def can_be_told(moment: datetime) -> bool:
    """Whether a moment has a day and an hour in every time zone."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR


class MomentField(forms.DateTimeField):
    """A day and a time, as somebody types or chooses them in the time zone of their desk."""

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment is not None and not can_be_told(moment):
            raise forms.ValidationError(f"Write a year between {FIRST_YEAR} and {LAST_YEAR}.")
        return moment

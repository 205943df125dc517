"""A desk's rulebook: how it reads soft words and open ends, what it weighs, which method it shows first.

Comes in: an administrator of the desk. The one write path. Next: comparison gives the engine `rulebook_for(desk)`;
a change is kept in the history and asks for a comparison of each of the desk's open stories.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from factcheck.accounts.models import Desk, User
from factcheck.engine import read_quantity
from factcheck.workbench import runs
from factcheck.workbench.errors import BadInput
from factcheck.workbench.history import note
from factcheck.workbench.models import Rulebook, Story
from factcheck.workbench.permissions import require

EDITABLE = ("method", "stretch", "reach", "soft_words", "gravity")
FARTHEST_FACTOR = 10
LARGEST_NUMBER = Decimal(10) ** 12
WORD_LENGTH = 100

# Word -> its two ends, as decimal strings.
SoftWords = dict[str, list[str]]


def rulebook_for(desk: Desk) -> dict[str, Any] | None:
    """The desk's rulebook in the shape of the engine's `rulebook`; None where the desk keeps to the usual reading."""
    rulebook = Rulebook.objects.filter(desk=desk).first()
    return None if rulebook is None else as_json(rulebook)


def as_json(rulebook: Rulebook) -> dict[str, Any]:
    """The engine's shape of a rulebook, saved or not."""
    return {
        "name": f"{rulebook.desk} rulebook",
        "version": str(rulebook.version),
        "method": rulebook.method,
        "stretch": str(rulebook.stretch),
        "reach": str(rulebook.reach),
        "soft_words": rulebook.soft_words,
        # A weight is a degree of belief, never a quantity, so a float is right here.
        "gravity": {measure: float(weight) for measure, weight in rulebook.gravity.items()},
    }


@transaction.atomic
def save(desk: Desk, by: User, changes: dict[str, Any]) -> Rulebook:
    """Give the desk a rulebook, or change some of it; what `changes` leaves out stays as it is.

    `changes` may hold method, stretch and reach (factors, Decimal), soft_words (word -> its two ends) and gravity
    (measure -> weight from 0 to 1), these numbers as strings. Raises BadInput, naming the field, for what the engine
    could not read by.
    """
    require(by, "desk.administer", desk)
    unknown = changes.keys() - set(EDITABLE)
    if unknown:
        raise BadInput(f"These cannot be changed: {', '.join(sorted(unknown))}.")
    rulebook = Rulebook.objects.select_for_update().filter(desk=desk).first()
    before = {} if rulebook is None else _said(rulebook)
    rulebook = rulebook or Rulebook(desk=desk, version=0)
    checked = {field: CHECKS[field](value) for field, value in changes.items()}
    for field, value in checked.items():
        setattr(rulebook, field, value)
    after = _said(rulebook)
    if after == before:
        return rulebook
    rulebook.version += 1
    rulebook.changed_at = timezone.now()
    try:
        with transaction.atomic():
            rulebook.save()
    except IntegrityError:
        raise BadInput("The desk has a rulebook already; change that one.", "desk") from None
    for story in Story.objects.filter(desk=desk, state=Story.State.OPEN, snapshots__isnull=False).distinct():
        runs.request_comparison(story)
    changed = [field for field in EDITABLE if before.get(field) != after[field]]
    payload = {
        "version": rulebook.version,
        "before": {field: before[field] for field in changed if field in before},
        "after": {field: after[field] for field in changed},
    }
    note(desk, "rulebook.changed" if before else "rulebook.added", rulebook, by, payload)
    return rulebook


def _said(rulebook: Rulebook) -> dict[str, Any]:
    """All that it says, in the words of the history: numbers as people write them, tables as lines."""
    return {
        "method": rulebook.method,
        "stretch": plain(rulebook.stretch),
        "reach": plain(rulebook.reach),
        "soft_words": soft_word_lines(rulebook.soft_words),
        "gravity": gravity_lines(rulebook.gravity),
    }


def soft_word_lines(soft_words: dict[str, Any]) -> str:
    """The soft words as an administrator reads and types them, a line each: “dozens: 12 to 99”."""
    return "\n".join(f"{word}: {low} to {high}" for word, (low, high) in sorted(soft_words.items()))


def gravity_lines(gravity: dict[str, Any]) -> str:
    """The weights as an administrator reads and types them, a line each: “killed: 1”."""
    return "\n".join(f"{measure}: {weight}" for measure, weight in sorted(gravity.items()))


def plain(number: Decimal) -> str:
    """2 for 2.00."""
    return f"{Decimal(number).normalize():f}"


def _check_method(value: Any) -> str:
    if value not in Rulebook.Method.values:
        raise BadInput("Choose one of the four methods.", "method")
    return str(value)


def _factor_check(field: str) -> Any:
    def check(value: Any) -> Decimal:
        if not isinstance(value, Decimal) or not value.is_finite() or not 1 <= value <= FARTHEST_FACTOR:
            raise BadInput(f"Write a factor from 1 to {FARTHEST_FACTOR}, such as 2 or 1.5.", field)
        return value.quantize(Decimal("0.01"))

    return check


def _check_soft_words(value: SoftWords) -> dict[str, list[str]]:
    checked: dict[str, list[str]] = {}
    for said, ends in value.items():
        word = " ".join(said.lower().split())
        if word in checked:
            raise BadInput(f"“{word}” stands there twice.", "soft_words")
        if not _is_vague(word):
            says = f"“{said}” is no vague number that the machine knows; “dozens”, “several hundred” and the like are."
            raise BadInput(says, "soft_words")
        low, high = (_number(end) for end in ends)
        if low is None or high is None or not 0 <= low <= high <= LARGEST_NUMBER:
            raise BadInput(f"“{said}”: write two numbers from 0, the smaller one first.", "soft_words")
        checked[word] = [plain(low), plain(high)]
    return checked


def _is_vague(word: str) -> bool:
    if not word or len(word) > WORD_LENGTH or not word.isprintable():
        return False
    # Some are vague only before what they count: “scores” alone may be results.
    readings = [read_quantity(f"{word} {counted}") for counted in ("people", "of people")]
    return any(read is not None and read["hedge"] == "vague" for read in readings)


def _number(said: str) -> Decimal | None:
    """None for what is no number."""
    try:
        number = Decimal(said)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _check_gravity(value: dict[str, str]) -> dict[str, str]:
    checked: dict[str, str] = {}
    for said, typed in value.items():
        measure = " ".join(said.lower().split())
        if not measure or len(measure) > WORD_LENGTH or not measure.isprintable():
            raise BadInput(f"“{said}” is nothing that is counted. Write a word such as killed or votes.", "gravity")
        if measure in checked:
            raise BadInput(f"“{measure}” stands there twice.", "gravity")
        weight = _number(typed)
        if weight is None or not 0 <= weight <= 1:
            raise BadInput(f"“{said}”: a weight is a number from 0 to 1.", "gravity")
        checked[measure] = plain(weight)
    return checked


CHECKS: dict[str, Any] = {
    "method": _check_method,
    "stretch": _factor_check("stretch"),
    "reach": _factor_check("reach"),
    "soft_words": _check_soft_words,
    "gravity": _check_gravity,
}

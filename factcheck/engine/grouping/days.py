"""Of which days a passage speaks: the weekdays and dates that it names, as dates where the day of its report is known.

Comes in: a passage and the day of its report. Next: events reads them with the places and kinds of a claim's sentence.
"""

import re
from datetime import date, timedelta

from factcheck.engine.grouping.vocabulary import HAPPENING, MONTHS, WEEKDAYS
from factcheck.engine.values import Document, moment

DAYS = frozenset(WEEKDAYS)
_DAY = (
    r"(?:(?P<weekday>" + "|".join(WEEKDAYS) + r")|(?P<day>\d{1,2}) (?P<month>" + "|".join(MONTHS) + r")"
    r"|(?P<month_before>" + "|".join(MONTHS) + r") (?P<day_after>\d{1,2})(?!\d|,? \d{4}))\b"
)
# The day stands behind a word for what happened, in the same clause, or makes it its own ("Saturday's blast"). "By
# Monday evening" is when the count held, not when it happened.
_EVENT_DAY = re.compile(
    r"\b(?:" + "|".join(sorted(HAPPENING)) + r")\b(?:,? +[\w’'-]+){0,20}?,? +"
    r"(?<!\bby )(?<!\buntil )(?<!\bsince )" + _DAY
    + r"|\b" + _DAY.replace("?P<", "?P<own_") + r"[’']?s\b",
    re.IGNORECASE,
)  # fmt: skip
# "The ministry said on Friday" dates the saying, not the event.
_DAY_OF_SAYING = re.compile(
    r"\b(?:said|says|told|reported|announced|added|tweeted)\b(?:\s+[\w’'-]+){0,3}?\s+(?:on\s+|late\s+|early\s+)*"
    r"(?:" + "|".join(WEEKDAYS) + r")\b|\bon\s+(?:" + "|".join(WEEKDAYS) + r"),?(?:\s+[\w’'-]+){1,5}?\s+"
    r"(?:said|says|told|reported|announced)\b",
    re.IGNORECASE,
)
# A full date with its year is the date of the report, its weekday too.
_DATELINE = re.compile(
    r"\b(?:(?:" + "|".join(f"{day[:3]}(?:{day[3:]})?" for day in WEEKDAYS) + r"),? )?"
    r"(?:(\d{1,2})(?:st|nd|rd|th)? ([A-Z][a-z]{2,8})|([A-Z][a-z]{2,8}) (\d{1,2})),? (\d{4})\b",
    re.IGNORECASE,
)
# "By 6 p.m." without a day is the day of the report.
_CLOCK = re.compile(r"\b(?:by|at|until|as of) (?:\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b|noon|midday|midnight|nightfall|dusk)")
_TWO_DAYS = re.compile(
    r"\b(?:" + "|".join(WEEKDAYS) + r") (?:and|to|through|until) (?:" + "|".join(WEEKDAYS) + r")\b", re.I
)
# Whether it is worth a closer look: plain pieces of words, which are found much faster than a pattern of them.
_NAMES_TIME = ("day", *MONTHS, "noon", "mid", "nightfall", "dusk")
_HOUR = re.compile(r"\d ?[ap]\.?m")
# So many characters hold a dateline.
FIRST_LINE = 200
# A date in the first line is the day of the report if it lies no further from the day that the document is given.
NEAR_PUBLICATION = timedelta(days=60)


def days_of(plain: str, today: date | None) -> frozenset[str]:
    """The days of the event that the words name; dates in ISO form where the day of the report is known."""
    lowered = plain.lower()
    if not any(piece in lowered for piece in _NAMES_TIME) and not _HOUR.search(lowered):
        return frozenset()
    piece = _DATELINE.sub(" ", _DAY_OF_SAYING.sub(" ", plain))
    weekdays: set[str] = set()
    dates: set[tuple[int, str]] = set()
    for match in _EVENT_DAY.finditer(piece):
        named = {key.removeprefix("own_"): value for key, value in match.groupdict().items() if value}
        if "weekday" in named:
            weekdays.add(named["weekday"].lower())
        else:
            day = named.get("day") or named.get("day_after", "1")
            dates.add((int(day), (named.get("month") or named.get("month_before", "")).lower()))
    if today is None:
        return frozenset(weekdays or {f"{day} {month}" for day, month in dates})
    found: set[date | None] = {_last(weekday, today) for weekday in weekdays}
    found |= {_nearest(day, month, today) for day, month in dates}
    if not found and _CLOCK.search(plain):
        found = {today}
    return frozenset(day.isoformat() for day in found if day is not None)


def names_two_days(plain: str) -> bool:
    """Whether a number is said of several days together ("on Tuesday and Wednesday")."""
    return bool(_TWO_DAYS.search(plain))


def day_of_report(document: Document) -> date | None:
    """The day on which the report was written: its dateline, where it opens with one, else the day of publication."""
    instant = moment(document.published)
    published = instant.date() if instant is not None else None
    found = _DATELINE.search(document.text[:FIRST_LINE])
    if found is None:
        return published
    month = _month(found.group(2) or found.group(3))
    if month is None:
        return published
    try:
        written = date(int(found.group(5)), month, int(found.group(1) or found.group(4)))
    except ValueError:
        return published
    near = published is None or abs(written - published) <= NEAR_PUBLICATION
    return written if near else published


def _month(name: str) -> int | None:
    short = name.lower()[:3]
    return next((place for place, month in enumerate(MONTHS, start=1) if month.startswith(short)), None)


def _last(weekday: str, today: date) -> date:
    """The latest such weekday up to the day of the report."""
    return today - timedelta(days=(today.weekday() - WEEKDAYS.index(weekday)) % 7)


def _nearest(day: int, month: str, today: date) -> date | None:
    """That date in the year in which it lies nearest to the day of the report."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(date(year, MONTHS.index(month) + 1, day))
        except ValueError:
            continue
    return min(found, key=lambda one: abs(one - today), default=None)

"""What a matrix is made of: columns, cells, rows with their marks and bars; and what the database adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factcheck.workbench.charts import Bar
from factcheck.workbench.names import HiddenNames

if TYPE_CHECKING:
    from factcheck.workbench.models import Working

MOST_MARKS = 5  # beside a row; the list of discrepancies has all of them


@dataclass(frozen=True, slots=True)
class Name:
    """The source that a person linked a claim to, as this reader reads it. `key` is the same for the same source."""

    key: str
    label: str
    confidential: bool = False
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Speaker:
    """A column: one original speaker, or the own voice of the documents."""

    key: str
    label: str
    side: str = ""
    anonymous: bool = False
    confidential: bool = False
    own_voice: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One number in a cell. `derived` was said by nobody: it is shown in brackets and leads to what it rests on."""

    words: str
    exact: str
    href: str
    certainty: str = ""
    derived: bool = False
    denied: bool = False
    note: str = ""
    by: str = ""  # where the column does not say who speaks
    claim: int | None = None  # whose words they are, where a person may act on it


@dataclass(frozen=True, slots=True)
class Answer:
    """What one public method of counting makes of a figure. `best` is None where the method gives no single number."""

    name: str
    version: str
    words: str
    best: str | None
    rule: str
    follows: str
    default: bool = False

    @property
    def title(self) -> str:
        return self.name[:1].upper() + self.name[1:]


@dataclass(frozen=True, slots=True)
class Cell:
    speaker: Speaker
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding at the end of a row: `tone` is hard, soft or note."""

    words: str
    tone: str
    why: str
    href: str = ""
    settled: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What is counted, who says what about it, what was found, the bars of its chart, and what methods make of it.

    `figure` is the engine's id of it in this comparison; `suggestions` are doubtful matches, each with its reason.
    """

    figure: str
    key: str
    pk: int | None
    label: str
    question: str
    unit: str | None
    cells: tuple[Cell, ...]
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    charted: bool  # one number alone is no chart
    place: str = ""
    suggestions: tuple[Statement, ...] = ()
    answers: tuple[Answer, ...] = ()
    own: tuple[Working, ...] = ()  # our own estimates of it, which are nobody's account

    @property
    def first_marks(self) -> tuple[Mark, ...]:
        return self.marks[:MOST_MARKS]

    @property
    def more_marks(self) -> int:
        return max(len(self.marks) - MOST_MARKS, 0)

    @property
    def accounts(self) -> int:
        """How many numbers stand in the row, derived ones aside."""
        return sum(not bar.derived for bar in self.bars)

    @property
    def waits(self) -> int:
        """How much a person is wanted here: 2 for what cannot be, 1 for what is doubtful, 0 where nothing waits."""
        return max(({"hard": 2, "soft": 1}.get(mark.tone, 0) for mark in self.marks), default=0)


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring columns of one side."""

    title: str
    speakers: tuple[Speaker, ...]

    @property
    def own_voice(self) -> bool:
        return self.speakers[0].own_voice


@dataclass(frozen=True, slots=True)
class Matrix:
    """Columns and rows. Of a narrowed one `rows_in_all` and `everybody` tell of the whole."""

    groups: tuple[Group, ...] = ()
    rows: tuple[Row, ...] = ()
    rows_in_all: int = 0
    everybody: tuple[Speaker, ...] = ()

    @property
    def left_out(self) -> int:
        """How many rows a narrowed matrix does not show."""
        return max(self.rows_in_all - len(self.rows), 0)

    @property
    def speakers(self) -> list[Speaker]:
        return [speaker for group in self.groups for speaker in group.speakers]

    @property
    def attributed(self) -> list[Speaker]:
        """The speakers proper, without own voice."""
        return [speaker for speaker in self.everybody or self.speakers if not speaker.own_voice]

    @property
    def has_anonymous(self) -> bool:
        return any(speaker.anonymous for speaker in self.speakers)

    @property
    def has_derived(self) -> bool:
        return any(said.derived for row in self.rows for cell in row.cells for said in cell.statements)

    @property
    def has_sides(self) -> bool:
        return any(speaker.side for speaker in self.speakers)


@dataclass(frozen=True, slots=True)
class Labels:
    """What the database adds to a comparison: names for this reader, and where figures and findings lead."""

    names: Mapping[str, Name] = field(default_factory=dict)  # by claim id, "c12"
    hidden: HiddenNames = field(default_factory=HiddenNames)
    figures: Mapping[str, int] = field(default_factory=dict)  # by the figure's key
    method: str = ""  # the desk's default among the methods of counting
    # By the finding's fingerprint: the page of the discrepancy, and how it was settled, if it was.
    discrepancies: Mapping[str, tuple[str, str]] = field(default_factory=dict)

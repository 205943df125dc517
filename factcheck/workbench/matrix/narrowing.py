"""A large matrix made to fit a screen: the speakers who say most keep a column, the others share one.

Comes in: the whole matrix. Next: the story page, which says what was folded and shows all of it on demand.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from factcheck.workbench.matrix.values import Cell, Group, Matrix, Row, Speaker, Statement

MOST_ROWS = 30
MOST_COLUMNS = 10
OTHERS = "other speakers"


def narrowed(whole: Matrix, most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS) -> Matrix:
    """The rows that matter most, in their order, and a column each for the speakers who say most in them.

    A row matters by what waits in it, then by how many accounts it has. Own voice keeps its column. Nothing is lost
    but rows: what the other speakers say stands in one column, each number with its speaker.
    """
    rows = _weightiest(whole.rows, most_rows)
    if len(whole.attributed) <= most_columns:
        return replace(whole, rows=rows, rows_in_all=len(whole.rows))
    kept = _most_heard(whole, rows, most_columns)
    groups = [
        replace(group, speakers=tuple(speaker for speaker in group.speakers if speaker.key in kept))
        for group in whole.groups
    ]
    others = Speaker(OTHERS, f"{len(whole.attributed) - most_columns} {OTHERS}")
    shown = [group for group in groups if group.speakers and not group.own_voice]
    own = [group for group in groups if group.speakers and group.own_voice]
    columns = (*shown, Group(OTHERS, (others,)), *own)
    narrow = tuple(replace(row, cells=_cells(row, columns, others)) for row in rows)
    return replace(whole, groups=columns, rows=narrow, rows_in_all=len(whole.rows), everybody=tuple(whole.speakers))


def _weightiest(rows: tuple[Row, ...], most: int) -> tuple[Row, ...]:
    places = sorted(range(len(rows)), key=lambda place: (-rows[place].waits, -rows[place].accounts, place))
    return tuple(rows[place] for place in sorted(places[:most]))


def _most_heard(whole: Matrix, rows: tuple[Row, ...], most: int) -> set[str]:
    """The keys of the speakers who keep a column; the first of those who say as much as each other."""
    heard = Counter({speaker.key: 0 for speaker in whole.attributed})
    for row in rows:
        heard.update(cell.speaker.key for cell in row.cells if cell.statements and not cell.speaker.own_voice)
    return {key for key, _ in heard.most_common(most)} | {
        speaker.key for speaker in whole.speakers if speaker.own_voice
    }


def _cells(row: Row, columns: tuple[Group, ...], others: Speaker) -> tuple[Cell, ...]:
    by_speaker = {cell.speaker.key: cell for cell in row.cells}
    kept = {speaker.key for group in columns for speaker in group.speakers}
    rest: list[Statement] = [
        replace(said, by=cell.speaker.label)
        for cell in row.cells
        if cell.speaker.key not in kept
        for said in cell.statements
    ]
    return tuple(
        Cell(others, tuple(rest)) if speaker is others else by_speaker[speaker.key]
        for group in columns
        for speaker in group.speakers
    )
